-- 4.2: whom we buy from, what is to be bought, and the way from the first request to the goods.
CREATE TABLE supplier (
  id {id} PRIMARY KEY,
  code {text} NOT NULL,
  code_folded {text} NOT NULL,
  name {text} NOT NULL,
  contact {text} NOT NULL,
  phone {text} NOT NULL,
  email {text} NOT NULL,
  address {text} NOT NULL,
  lang {text} NOT NULL,
  currency {text} NOT NULL,
  payment_term {text} NOT NULL,
  tax_id {text} NOT NULL,
  blocked {bool} NOT NULL,
  block_ground {text} NOT NULL,
  lock {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX supplier_code_key ON supplier (code);
CREATE UNIQUE INDEX supplier_code_folded_key ON supplier (code_folded);
CREATE INDEX supplier_blocked ON supplier (code) WHERE blocked;

-- A need: of an order's line (then it has its dispatch row's id), of a work order that lacks a component, or of the
-- stock (then it has no order).
CREATE TABLE purchase_request (
  id {id} PRIMARY KEY,
  order_id {id} REFERENCES orders (id),
  line_id {id} REFERENCES order_line (id),
  -- The part that is made and waits for it.
  made_for {id} REFERENCES dispatch (id),
  product {id} NOT NULL REFERENCES product (id),
  quantity {int} NOT NULL,
  -- Of it, what stands in purchases, and what has come in.
  covered {int} NOT NULL,
  received {int} NOT NULL,
  wanted_on {day} NOT NULL,
  state {text} NOT NULL,
  ground {text} NOT NULL,
  made_at {instant} NOT NULL,
  acknowledged_at {instant},
  lock {int} NOT NULL,
  CONSTRAINT purchase_request_covered_check CHECK (covered >= 0 AND received >= 0)
) {strict};
CREATE INDEX purchase_request_state ON purchase_request (state, wanted_on, id);
CREATE INDEX purchase_request_order ON purchase_request (order_id, id);
CREATE INDEX purchase_request_made_for ON purchase_request (made_for) WHERE made_for IS NOT NULL;

CREATE TABLE purchase (
  id {id} PRIMARY KEY,
  -- Its number while suppliers are asked, and the contract's.
  rfq_number {text} NOT NULL,
  number {text} NOT NULL,
  state {text} NOT NULL,
  round {int} NOT NULL,
  reply_by {day},
  supplier {id} REFERENCES supplier (id),
  quotation {id},
  currency {text} NOT NULL,
  payment_term {text} NOT NULL,
  -- Why this one; why it ended.
  ground {text} NOT NULL,
  made_at {instant} NOT NULL,
  made_by {id} NOT NULL,
  awarded_at {instant},
  contracted_at {instant},
  contract {id} REFERENCES file (id),
  lock {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX purchase_rfq_number_key ON purchase (rfq_number);
CREATE UNIQUE INDEX purchase_number_key ON purchase (number) WHERE number <> '';
CREATE INDEX purchase_state ON purchase (state, made_at, id);
CREATE INDEX purchase_supplier ON purchase (supplier, made_at, id);

CREATE TABLE purchase_line (
  id {id} PRIMARY KEY,
  purchase {id} NOT NULL REFERENCES purchase (id),
  no {int} NOT NULL,
  product {id} NOT NULL REFERENCES product (id),
  quantity {int} NOT NULL,
  price {int} NOT NULL,
  price_base {int} NOT NULL,
  amount {money} NOT NULL,
  -- By the contract, and as it stands now.
  promised_on {day},
  expected_on {day},
  -- Under contract, and not all of it is there.
  awaited {bool} NOT NULL,
  received {int} NOT NULL,
  -- Of what was received: what waits for inspection, and what went back.
  to_inspect {int} NOT NULL,
  returned {int} NOT NULL
) {strict};
CREATE INDEX purchase_line_no ON purchase_line (purchase, no);
CREATE INDEX purchase_line_expected ON purchase_line (expected_on, id) WHERE awaited;

-- Which need a purchase serves with how much of it.
CREATE TABLE purchase_part (
  line {id} NOT NULL REFERENCES purchase_line (id),
  request {id} NOT NULL REFERENCES purchase_request (id),
  quantity {int} NOT NULL,
  received {int} NOT NULL,
  PRIMARY KEY (line, request)
) {strict};
CREATE INDEX purchase_part_request ON purchase_part (request, line);

-- Whom we asked, with his link; the token itself is nowhere.
CREATE TABLE purchase_asked (
  id {id} PRIMARY KEY,
  purchase {id} NOT NULL REFERENCES purchase (id),
  supplier {id} NOT NULL REFERENCES supplier (id),
  token {bytes} NOT NULL,
  round {int} NOT NULL,
  answered_round {int} NOT NULL,
  answers {int} NOT NULL,
  ends_at {instant} NOT NULL,
  declined {bool} NOT NULL
) {strict};
CREATE UNIQUE INDEX purchase_asked_token ON purchase_asked (token);
CREATE UNIQUE INDEX purchase_asked_key ON purchase_asked (purchase, supplier);

-- What was said in each round of negotiation.
CREATE TABLE purchase_round (
  purchase {id} NOT NULL REFERENCES purchase (id),
  round {int} NOT NULL,
  at {instant} NOT NULL,
  by_name {text} NOT NULL,
  reply_by {day} NOT NULL,
  message {text} NOT NULL,
  PRIMARY KEY (purchase, round)
) {strict};

CREATE TABLE quotation (
  id {id} PRIMARY KEY,
  purchase {id} NOT NULL REFERENCES purchase (id),
  supplier {id} NOT NULL REFERENCES supplier (id),
  round {int} NOT NULL,
  at {instant} NOT NULL,
  by_name {text} NOT NULL,
  -- On the supplier's link, or entered here.
  via {text} NOT NULL,
  currency {text} NOT NULL,
  lead_days {int} NOT NULL,
  valid_until {day},
  remark {text} NOT NULL,
  net {money} NOT NULL,
  -- In the company's currency at the rate of the day; nothing where no rate was known.
  net_company {money},
  address {text} NOT NULL
) {strict};
CREATE INDEX quotation_purchase ON quotation (purchase, at, id);

CREATE TABLE quotation_line (
  quotation {id} NOT NULL REFERENCES quotation (id),
  line {id} NOT NULL REFERENCES purchase_line (id),
  price {int} NOT NULL,
  price_base {int} NOT NULL,
  amount {money} NOT NULL,
  PRIMARY KEY (quotation, line)
) {strict};

-- The supplier's day and what became of it.
CREATE TABLE purchase_promise (
  id {id} PRIMARY KEY,
  purchase {id} NOT NULL REFERENCES purchase (id),
  line {id} NOT NULL REFERENCES purchase_line (id),
  at {instant} NOT NULL,
  by_name {text} NOT NULL,
  ground {text} NOT NULL,
  old_on {day},
  new_on {day} NOT NULL
) {strict};
CREATE INDEX purchase_promise_purchase ON purchase_promise (purchase, at, id);

CREATE TABLE purchase_receipt (
  id {id} PRIMARY KEY,
  purchase {id} NOT NULL REFERENCES purchase (id),
  line {id} NOT NULL REFERENCES purchase_line (id),
  supplier {id} NOT NULL REFERENCES supplier (id),
  at {instant} NOT NULL,
  by_name {text} NOT NULL,
  note_no {text} NOT NULL,
  quantity {int} NOT NULL,
  passed {int} NOT NULL,
  returned {int} NOT NULL,
  -- On or before the first day that was promised.
  in_time {bool} NOT NULL
) {strict};
CREATE INDEX purchase_receipt_purchase ON purchase_receipt (purchase, at, id);
CREATE INDEX purchase_receipt_supplier ON purchase_receipt (supplier, at, in_time);

-- What a receipt brought to which need.
CREATE TABLE purchase_arrival (
  id {id} PRIMARY KEY,
  receipt {id} NOT NULL REFERENCES purchase_receipt (id),
  request {id} NOT NULL REFERENCES purchase_request (id),
  quantity {int} NOT NULL,
  reservation {id} REFERENCES reservation (id)
) {strict};
CREATE INDEX purchase_arrival_receipt ON purchase_arrival (receipt, id);

CREATE TABLE purchase_return (
  id {id} PRIMARY KEY,
  purchase {id} NOT NULL REFERENCES purchase (id),
  receipt {id} NOT NULL REFERENCES purchase_receipt (id),
  at {instant} NOT NULL,
  by_name {text} NOT NULL,
  quantity {int} NOT NULL,
  outcome {text} NOT NULL,
  reason {text} NOT NULL
) {strict};
CREATE INDEX purchase_return_purchase ON purchase_return (purchase, at, id);

-- The contract's copy for an order: its own goods, no price.
CREATE TABLE purchase_copy (
  order_id {id} NOT NULL REFERENCES orders (id),
  purchase {id} NOT NULL REFERENCES purchase (id),
  file {id} NOT NULL REFERENCES file (id),
  at {instant} NOT NULL,
  PRIMARY KEY (order_id, purchase)
) {strict};
CREATE INDEX purchase_copy_file ON purchase_copy (file);
