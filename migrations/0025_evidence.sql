-- A photo of what is wrong (4.1.3, 5.1.2): on a report from the machine, and on a problem.
ALTER TABLE work_report ADD COLUMN photo {id} REFERENCES file (id);
ALTER TABLE problem ADD COLUMN photo {id} REFERENCES file (id);

-- Papers that the process makes stand in the list of all records (7.1): by day, class and customer.
ALTER TABLE order_paper ADD COLUMN customer {id};
UPDATE order_paper SET customer = (SELECT o.customer FROM orders o WHERE o.id = order_paper.order_id);
CREATE INDEX order_paper_at ON order_paper (at, id);
CREATE INDEX order_paper_class ON order_paper (class, at, id);
CREATE INDEX order_paper_customer ON order_paper (customer, at, id);
CREATE INDEX order_paper_customer_class ON order_paper (customer, class, at, id);

-- 4.1.4: after a change of the calendar every part that is still expected is looked at.
CREATE INDEX dispatch_expected ON dispatch (expected_on, id) WHERE stopped_at IS NULL AND expected_on IS NOT NULL;
