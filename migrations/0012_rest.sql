-- 3.2.1, 3.2.3: which departments were asked about a line that stands in no price list, and about which content.
CREATE TABLE order_feasible (
  order_id {id} NOT NULL REFERENCES orders (id),
  line_id {id} NOT NULL,
  department {text} NOT NULL,
  content {text} NOT NULL,
  question {id} NOT NULL,
  PRIMARY KEY (order_id, line_id, department)
) {strict};
INSERT INTO order_feasible (order_id, line_id, department, content, question)
  SELECT order_id, line_id, 'production', content, question FROM order_feasibility;
DROP TABLE order_feasibility;
