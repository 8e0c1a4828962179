-- Shipments (6.1): what is packed for an order and handed over to logistics. Changes (4.3.3) and cancellations (4.4.2) reach
-- what has not left the house.

CREATE TABLE shipment (
  id {id} PRIMARY KEY,
  number {text} NOT NULL,
  order_id {id} NOT NULL REFERENCES orders (id),
  state {text} NOT NULL,
  made_at {instant} NOT NULL,
  made_by {id} NOT NULL REFERENCES person (id),
  -- The day on which it is to leave, and then on which it left.
  leaves_on {day} NOT NULL,
  place {text} NOT NULL,
  carrier {text} NOT NULL,
  packages {int} NOT NULL,
  -- How it was packed and marked, as its packer says.
  remark {text} NOT NULL,
  packed_at {instant},
  packed_by {id} REFERENCES person (id),
  handed_at {instant},
  handed_by {id} REFERENCES person (id),
  lock {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX shipment_number_key ON shipment (number);
CREATE INDEX shipment_order ON shipment (order_id, id);
CREATE INDEX shipment_state ON shipment (state, leaves_on, id);
CREATE INDEX shipment_open ON shipment (id) WHERE state NOT IN ('handed_over', 'called_off');

-- Orders that lie ready, the first wanted first.
CREATE INDEX orders_execution_requested ON orders (execution, COALESCE(requested_on, 99999), id);

CREATE TABLE shipment_line (
  id {id} PRIMARY KEY,
  shipment {id} NOT NULL REFERENCES shipment (id),
  line_id {id} NOT NULL REFERENCES order_line (id),
  quantity {int} NOT NULL,
  CONSTRAINT shipment_line_quantity_check CHECK (quantity > 0)
) {strict};
CREATE UNIQUE INDEX shipment_line_key ON shipment_line (shipment, line_id);
CREATE INDEX shipment_line_line ON shipment_line (line_id, shipment);

-- What left the house, by where it came from: made or bought by a dispatch, or from the stock.
CREATE TABLE shipment_piece (
  id {id} PRIMARY KEY,
  shipment {id} NOT NULL REFERENCES shipment (id),
  line_id {id} NOT NULL REFERENCES order_line (id),
  dispatch {id},
  quantity {int} NOT NULL,
  CONSTRAINT shipment_piece_quantity_check CHECK (quantity > 0)
) {strict};
CREATE INDEX shipment_piece_line ON shipment_piece (line_id, dispatch);
CREATE INDEX shipment_piece_shipment ON shipment_piece (shipment, id);

-- What a month says of each clause.
CREATE INDEX history_month ON history (at, step, clause);

-- A stop may be of what is packed.
ALTER TABLE stop_order ADD COLUMN shipment {id};
