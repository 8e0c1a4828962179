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

-- 2.2.2e: the papers of every order are browsed by day, class and customer.
ALTER TABLE order_source ADD COLUMN customer {id};
UPDATE order_source SET customer = (SELECT o.customer FROM orders o WHERE o.id = order_source.order_id);
CREATE INDEX order_source_at ON order_source (added_at, id);
CREATE INDEX order_source_kind ON order_source (kind, added_at, id);
CREATE INDEX order_source_customer ON order_source (customer, added_at, id);
CREATE INDEX order_source_customer_kind ON order_source (customer, kind, added_at, id);

-- 2.2.2e: the file of an order that ended, with the list of its papers and their digests, frozen.
CREATE TABLE order_file (
  order_id {id} PRIMARY KEY REFERENCES orders (id),
  filed_at {instant} NOT NULL,
  filed_by {id} NOT NULL,
  papers {text} NOT NULL,
  digest {bytes} NOT NULL,
  ground {text} NOT NULL
) {strict};
