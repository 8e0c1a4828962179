-- 1.3.3, 3.2.3a: a department's answer says yes or no, for which lines, and until which day it stands for them.
-- `asks`: what a question wants to hear. `lines`: the lines a question is about or an answer is for, by their ids with
-- commas between them; nothing means all of them.
ALTER TABLE order_note ADD COLUMN asks {text} NOT NULL DEFAULT 'words';
ALTER TABLE order_note ADD COLUMN verdict {text};
ALTER TABLE order_note ADD COLUMN lines {text} NOT NULL DEFAULT '';
ALTER TABLE order_note ADD COLUMN day {day};
UPDATE order_note SET asks = 'feasible' WHERE kind = 'question' AND id IN (SELECT question FROM order_feasible);

-- One row for each line that an answer is for. `content`: what the line asked to be made then. Answers from before this
-- table said neither yes nor no: they pass nothing, and the department is free to answer again.
CREATE TABLE order_answer (
  note {id} NOT NULL REFERENCES order_note (id),
  line_id {id} NOT NULL,
  order_id {id} NOT NULL REFERENCES orders (id),
  question {id} NOT NULL,
  department {text} NOT NULL,
  verdict {text} NOT NULL,
  day {day},
  content {text} NOT NULL,
  at {instant} NOT NULL,
  PRIMARY KEY (note, line_id)
) {strict};
CREATE INDEX order_answer_order ON order_answer (order_id, at, note);
CREATE INDEX order_answer_question ON order_answer (question, line_id, at, note);

-- 1.3.2: why a duty's clock stands still: `h` = its order is on hold, `t` = it is somebody else's turn. It runs while this
-- is empty.
ALTER TABLE duty ADD COLUMN stopped {text} NOT NULL DEFAULT '';
UPDATE duty SET stopped = 'h' WHERE left_minutes IS NOT NULL AND done_at IS NULL;

-- 1.3.1: the customer's order number in one spelling, so that PO-1, po 1 and ＰＯ－１ are found to be the same. What stood
-- here before is folded as far as the database can; the next save does the rest.
CREATE TABLE order_customer_no (
  order_id {id} PRIMARY KEY REFERENCES orders (id),
  customer {id} NOT NULL,
  folded {text} NOT NULL
) {strict};
CREATE INDEX order_customer_no_folded ON order_customer_no (customer, folded, order_id);
INSERT INTO order_customer_no (order_id, customer, folded)
  SELECT id, customer, replace(replace(replace(lower(customer_order_no), ' ', '-'), '/', '-'), '_', '-') FROM orders
  WHERE customer_order_no <> '';

-- One name for the rate of what stands in no price list.
INSERT INTO setting (name, value, changed_at) SELECT 'tax.rate', value, changed_at FROM setting
  WHERE name = 'tax.default' AND NOT EXISTS (SELECT 1 FROM setting WHERE name = 'tax.rate');
DELETE FROM setting WHERE name = 'tax.default';
