-- 3.2.3b: prices by customer class or customer, by quantity and date; what is proposed for them, and by whom accepted.
CREATE TABLE price_list (
  id {id} PRIMARY KEY,
  code {text} NOT NULL,
  code_folded {text} NOT NULL,
  -- A class, or one customer, or with neither everybody.
  price_class {text} NOT NULL,
  customer {id} REFERENCES customer (id),
  currency {text} NOT NULL,
  made_at {instant} NOT NULL
) {strict};
CREATE UNIQUE INDEX price_list_code_key ON price_list (code_folded);
CREATE INDEX price_list_customer ON price_list (customer, code_folded);

-- What two people do together: one for a file, or for one price by hand.
CREATE TABLE price_proposal (
  -- The import's own, where a file brought it.
  id {id} PRIMARY KEY,
  state {text} NOT NULL,
  file_name {text} NOT NULL,
  ground {text} NOT NULL,
  row_count {int} NOT NULL,
  asked_at {instant} NOT NULL,
  asked_by {id} NOT NULL,
  asked_name {text} NOT NULL,
  answered_at {instant},
  answered_by {id},
  answered_name {text} NOT NULL,
  answer {text} NOT NULL
) {strict};
CREATE INDEX price_proposal_asked ON price_proposal (asked_at, id);
CREATE INDEX price_proposal_open ON price_proposal (asked_at, id) WHERE state = 'open';

-- Its rows; they stay as the history of each price.
CREATE TABLE price_change (
  id {id} PRIMARY KEY,
  proposal {id} NOT NULL REFERENCES price_proposal (id),
  product {id} NOT NULL REFERENCES product (id),
  -- Without one it is the product's own price, for whoever stands in no list.
  list {id} REFERENCES price_list (id),
  from_quantity {int} NOT NULL,
  valid_from {day},
  valid_until {day},
  currency {text} NOT NULL,
  price {int} NOT NULL,
  floor_price {int},
  price_base {int} NOT NULL,
  was_price {int},
  was_floor {int},
  was_base {int},
  was_currency {text},
  was_until {day}
) {strict};
CREATE INDEX price_change_proposal ON price_change (proposal, id);
CREATE INDEX price_change_product ON price_change (product, id);
-- An import that is taken up again proposes nothing twice.
CREATE UNIQUE INDEX price_change_key
  ON price_change (proposal, product, COALESCE(list, product), from_quantity, COALESCE(valid_from, 0));

-- What is in force: written when a proposal is accepted, and by nothing else.
CREATE TABLE price_row (
  product {id} NOT NULL REFERENCES product (id),
  list {id} NOT NULL REFERENCES price_list (id),
  from_quantity {int} NOT NULL,
  valid_from {day} NOT NULL,
  valid_until {day},
  price {int} NOT NULL,
  floor_price {int},
  price_base {int} NOT NULL,
  sku_folded {text} NOT NULL,
  proposal {id} NOT NULL,
  PRIMARY KEY (product, list, from_quantity, valid_from)
) {strict};
CREATE INDEX price_row_list ON price_row (list, sku_folded, from_quantity, valid_from);

-- 3.2.1: the framework agreements of a customer; a number filed again replaces its dates.
CREATE TABLE customer_agreement (
  id {id} PRIMARY KEY,
  customer {id} NOT NULL REFERENCES customer (id),
  number {text} NOT NULL,
  valid_from {day} NOT NULL,
  valid_until {day} NOT NULL,
  file {id} REFERENCES file (id),
  filed_at {instant} NOT NULL,
  filed_by {id} NOT NULL,
  filed_name {text} NOT NULL
) {strict};
CREATE UNIQUE INDEX customer_agreement_key ON customer_agreement (customer, number);
CREATE INDEX customer_agreement_until ON customer_agreement (customer, valid_until);

-- 3.2.1: whether a department was asked about a line that stands in no price list, and about which content.
CREATE TABLE order_feasibility (
  order_id {id} NOT NULL REFERENCES orders (id),
  line_id {id} NOT NULL,
  content {text} NOT NULL,
  question {id} NOT NULL,
  PRIMARY KEY (order_id, line_id)
) {strict};

-- 1.3.1: what a long order was at each save, for whoever opened it then and saves after somebody else.
CREATE TABLE entry_base (
  order_id {id} NOT NULL REFERENCES orders (id),
  lock {int} NOT NULL,
  body {text} NOT NULL,
  PRIMARY KEY (order_id, lock)
) {strict};

-- 3.2.3a: what was computed for the review at the submission, with how far stock and plan had moved then.
CREATE TABLE order_evidence (
  order_id {id} PRIMARY KEY REFERENCES orders (id),
  lock {int} NOT NULL,
  day {day} NOT NULL,
  at {instant} NOT NULL,
  epochs {text} NOT NULL,
  promises {text} NOT NULL
) {strict};

-- What a customer paid for a product in the last order that was approved.
CREATE TABLE last_price (
  customer {id} NOT NULL REFERENCES customer (id),
  product {id} NOT NULL REFERENCES product (id),
  price {int} NOT NULL,
  price_base {int} NOT NULL,
  discount {int} NOT NULL,
  currency {text} NOT NULL,
  number {text} NOT NULL,
  at {instant} NOT NULL,
  PRIMARY KEY (customer, product)
) {strict};
