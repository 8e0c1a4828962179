-- What orders are about: products with prices and stock, customers with terms and what they owe.
CREATE TABLE product (
  id {id} PRIMARY KEY,
  sku {text} NOT NULL,
  name_hant {text} NOT NULL,
  name_hans {text} NOT NULL,
  spec {text} NOT NULL,
  unit {text} NOT NULL,
  list_price {int} NOT NULL,
  floor_price {int} NOT NULL,
  price_base {int} NOT NULL,
  currency {text} NOT NULL,
  tax_rate {int} NOT NULL,
  pack {int} NOT NULL,
  supply {text} NOT NULL,
  lead_days {int} NOT NULL,
  work_centre {text} NOT NULL,
  hours_per_unit {int} NOT NULL,
  setup_hours {int} NOT NULL,
  supplier {text} NOT NULL,
  cost {int} NOT NULL,
  restricted {bool} NOT NULL,
  sku_folded {text} NOT NULL,
  lock {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX product_sku_key ON product (sku);
CREATE UNIQUE INDEX product_sku_folded_key ON product (sku_folded);
CREATE INDEX product_supply ON product (supply, sku);

CREATE TABLE stock (
  product {id} PRIMARY KEY REFERENCES product (id),
  on_hand {int} NOT NULL,
  reserved {int} NOT NULL,
  -- Moves with every change of what is free, and of how the product is made or bought.
  epoch {int} NOT NULL,
  CONSTRAINT stock_reserved_check CHECK (reserved >= 0 AND reserved <= on_hand)
) {strict};

CREATE TABLE customer (
  id {id} PRIMARY KEY,
  code {text} NOT NULL,
  name {text} NOT NULL,
  contact {text} NOT NULL,
  phone {text} NOT NULL,
  email {text} NOT NULL,
  fax {text} NOT NULL,
  address {text} NOT NULL,
  price_class {text} NOT NULL,
  payment_term {text} NOT NULL,
  credit_limit {money} NOT NULL,
  currency {text} NOT NULL,
  tax_id {text} NOT NULL,
  licence_no {text} NOT NULL,
  licence_until {day},
  customer_since {day},
  blocked {bool} NOT NULL,
  lang {text} NOT NULL,
  code_folded {text} NOT NULL,
  phone_tail {text} NOT NULL,
  email_domain {text} NOT NULL,
  lock {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX customer_code_key ON customer (code);
CREATE UNIQUE INDEX customer_code_folded_key ON customer (code_folded);
CREATE INDEX customer_phone_tail ON customer (phone_tail);
CREATE INDEX customer_email_domain ON customer (email_domain);
CREATE INDEX customer_tax_id ON customer (tax_id);
CREATE INDEX customer_blocked ON customer (code) WHERE blocked;
CREATE INDEX customer_licence ON customer (licence_until, code);

CREATE TABLE receivable (
  customer {id} PRIMARY KEY REFERENCES customer (id),
  open_amount {money} NOT NULL,
  overdue_amount {money} NOT NULL,
  -- What the customer paid in advance for orders not delivered yet.
  deposit_amount {money} NOT NULL,
  as_of {instant} NOT NULL
) {strict};
CREATE INDEX receivable_overdue ON receivable (customer) WHERE overdue_amount > 0;

CREATE TABLE word (
  kind {text} NOT NULL,
  word {text} NOT NULL,
  about {id} NOT NULL,
  PRIMARY KEY (kind, word, about)
) {keyed};
-- With the kind, or SQLite prefers the key and walks every word of the kind.
CREATE INDEX word_about ON word (about, kind);

CREATE TABLE import_run (
  id {id} PRIMARY KEY,
  kind {text} NOT NULL,
  state {text} NOT NULL,
  at {instant} NOT NULL,
  by_person {id} NOT NULL,
  by_name {text} NOT NULL,
  file {id} NOT NULL REFERENCES file (id),
  file_name {text} NOT NULL,
  sha256 {bytes} NOT NULL,
  rows_total {int} NOT NULL,
  rows_done {int} NOT NULL,
  rows_added {int} NOT NULL,
  rows_changed {int} NOT NULL,
  rows_same {int} NOT NULL,
  rows_bad {int} NOT NULL,
  ended_at {instant}
) {strict};
CREATE INDEX import_run_at ON import_run (at, id);

CREATE TABLE rate (
  currency {text} NOT NULL,
  from_day {day} NOT NULL,
  rate {int} NOT NULL,
  PRIMARY KEY (currency, from_day)
) {strict};
