-- 4.3 changes and 4.4 cancellations of approved orders.

CREATE TABLE change_request (
  id {id} PRIMARY KEY,
  number {text} NOT NULL,
  order_id {id} NOT NULL REFERENCES orders (id),
  state {text} NOT NULL,
  made_at {instant} NOT NULL,
  made_by {id} NOT NULL REFERENCES person (id),
  -- Digest of the customer's secret; the secret itself is nowhere.
  token {bytes} NOT NULL,
  lock {int} NOT NULL,
  body {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX change_request_number ON change_request (number);
CREATE UNIQUE INDEX change_request_token ON change_request (token);
CREATE INDEX change_request_order ON change_request (order_id, id);
CREATE INDEX change_request_open ON change_request (id)
  WHERE state NOT IN ('effective', 'rejected', 'refused_by_customer', 'withdrawn');

-- What each department says of a change (4.3.3): one row for each that it touches.
CREATE TABLE change_assessment (
  id {id} PRIMARY KEY,
  change_id {id} NOT NULL REFERENCES change_request (id),
  department {text} NOT NULL,
  asked_at {instant} NOT NULL,
  due_at {instant} NOT NULL,
  answered_at {instant},
  answered_by {id},
  days {int} NOT NULL,
  cost {money} NOT NULL,
  scrap {text} NOT NULL,
  solution {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX change_assessment_one ON change_assessment (change_id, department);

CREATE TABLE cancellation (
  id {id} PRIMARY KEY,
  number {text} NOT NULL,
  order_id {id} NOT NULL REFERENCES orders (id),
  state {text} NOT NULL,
  made_at {instant} NOT NULL,
  made_by {id} NOT NULL REFERENCES person (id),
  lock {int} NOT NULL,
  body {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX cancellation_number ON cancellation (number);
CREATE INDEX cancellation_order ON cancellation (order_id, id);
CREATE INDEX cancellation_open ON cancellation (id) WHERE state NOT IN ('closed', 'rejected');

-- An order to a department to stop (4.4.2), and what it says became of the work (4.4.3).
CREATE TABLE stop_order (
  id {id} PRIMARY KEY,
  cancellation {id} NOT NULL REFERENCES cancellation (id),
  dispatch {id} NOT NULL REFERENCES dispatch (id),
  line_id {id} NOT NULL REFERENCES order_line (id),
  department {text} NOT NULL,
  quantity {int} NOT NULL,
  -- Nothing is left of the dispatch; else it goes on with less.
  whole {bool} NOT NULL,
  issued_at {instant} NOT NULL,
  acknowledged_at {instant},
  acknowledged_by {id},
  done_quantity {int} NOT NULL,
  disposal {text} NOT NULL,
  remark {text} NOT NULL
) {strict};
CREATE INDEX stop_order_of ON stop_order (cancellation, id);
CREATE INDEX stop_order_open ON stop_order (department, id) WHERE acknowledged_at IS NULL;

-- What a cancellation costs, and who bears it (4.4.4).
CREATE TABLE cancellation_cost (
  id {id} PRIMARY KEY,
  cancellation {id} NOT NULL REFERENCES cancellation (id),
  department {text} NOT NULL,
  text {text} NOT NULL,
  amount {money} NOT NULL,
  charged {money} NOT NULL,
  absorbed {money} NOT NULL,
  reused {money} NOT NULL,
  added_at {instant} NOT NULL,
  added_by {id} NOT NULL,
  decided_at {instant},
  decided_by {id},
  CONSTRAINT cancellation_cost_amount_check CHECK (amount > 0)
) {strict};
CREATE INDEX cancellation_cost_of ON cancellation_cost (cancellation, id);

-- One open change or cancellation per line, whoever comes at the same moment. What touches the head or adds a line holds
-- the order's own id.
CREATE TABLE change_claim (
  line_id {id} PRIMARY KEY,
  document {id} NOT NULL,
  number {text} NOT NULL
) {strict};
CREATE INDEX change_claim_document ON change_claim (document);

-- What the settlement of an order takes over from changes and cancellations.
CREATE TABLE settlement_posting (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  document {id} NOT NULL,
  kind {text} NOT NULL,
  currency {text} NOT NULL,
  amount {money} NOT NULL,
  text {text} NOT NULL,
  at {instant} NOT NULL
) {strict};
CREATE INDEX settlement_posting_order ON settlement_posting (order_id, at, id);

-- A line that a later revision no longer has: work that was done for it still points there.
ALTER TABLE order_line ADD COLUMN removed_in {int};
-- A department does nothing more for it.
ALTER TABLE dispatch ADD COLUMN stopped_at {instant};
-- What was made or bought for the line by a dispatch is the line's own; without one it was taken from the stock.
ALTER TABLE reservation ADD COLUMN dispatch {id};
CREATE INDEX purchase_request_line ON purchase_request (line_id) WHERE line_id IS NOT NULL;
