-- 4.2.2: tax. A supplier's own rate where he has one (basis points): who sells from abroad bills none; nothing means that
-- each product's own rate holds. Offers and contracts from before said "without tax" and stay so.
ALTER TABLE supplier ADD COLUMN tax_rate {int};
ALTER TABLE quotation ADD COLUMN tax {money} NOT NULL DEFAULT 0;
ALTER TABLE quotation_line ADD COLUMN tax_rate {int} NOT NULL DEFAULT 0;
ALTER TABLE purchase_line ADD COLUMN tax_rate {int} NOT NULL DEFAULT 0;

-- 4.2.2: lines that went to a purchase of their own, so that another supplier can get them.
ALTER TABLE purchase ADD COLUMN divided_from {id} REFERENCES purchase (id);

-- 4.2.3: where the contract was mailed to; nothing: he has no address for mail.
ALTER TABLE purchase ADD COLUMN mailed_to {text} NOT NULL DEFAULT '';

-- 4.2.3: the supplier's signed copies, as scans.
CREATE TABLE purchase_signed (
  id {id} PRIMARY KEY,
  purchase {id} NOT NULL REFERENCES purchase (id),
  file {id} NOT NULL REFERENCES file (id),
  at {instant} NOT NULL,
  by_name {text} NOT NULL
) {strict};
CREATE INDEX purchase_signed_purchase ON purchase_signed (purchase, at, id);

-- 7.1: the copies for orders are papers of those orders.
INSERT INTO order_paper (id, order_id, class, file, at) SELECT file, order_id, 'purchase_copy', file, at FROM purchase_copy;

-- 4.4.3: what came for a need, when it goes back.
CREATE INDEX purchase_arrival_request ON purchase_arrival (request, id);
