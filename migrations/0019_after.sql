-- What becomes of what was begun when it is stopped (4.4.3).

-- A need of purchasing that ends with the work it was for; nothing: the dispatch itself.
ALTER TABLE stop_order ADD COLUMN request {id} REFERENCES purchase_request (id);

-- What was promised on an order, over all its lines.
CREATE INDEX promise_move_order ON promise_move (order_id, at, id) WHERE what = 'promise';

-- Parts that left the warehouse for so many pieces of a work order, and what of them came back.
CREATE TABLE work_part (
  work {id} NOT NULL REFERENCES work_order (id),
  product {id} NOT NULL REFERENCES product (id),
  pieces {int} NOT NULL,
  issued {int} NOT NULL,
  back {int} NOT NULL,
  PRIMARY KEY (work, product),
  CONSTRAINT work_part_back_check CHECK (back >= 0 AND back <= issued)
) {strict};

INSERT INTO work_part (work, product, pieces, issued, back)
  SELECT w.id, m.product, w.quantity, CAST(-SUM(m.quantity) AS BIGINT), 0
  FROM stock_movement m JOIN work_order w ON w.number = m.reason
  WHERE m.kind = 'used' AND w.quantity > 0 GROUP BY w.id, m.product, w.quantity HAVING SUM(m.quantity) < 0;
