-- The order: head, lines, rounds, sources, duties (chapters 2 and 3).
CREATE TABLE orders (
  id {id} PRIMARY KEY,
  number {text} NOT NULL,
  revision {int} NOT NULL,
  round {int} NOT NULL,
  lock {int} NOT NULL,
  customer {id} NOT NULL REFERENCES customer (id),
  customer_order_no {text} NOT NULL,
  customer_order_on {day},
  channel {text} NOT NULL,
  received_at {instant} NOT NULL,
  received_by {id} NOT NULL,
  priority {text} NOT NULL,
  owner {id} NOT NULL REFERENCES person (id),
  currency {text} NOT NULL,
  payment_term {text} NOT NULL,
  approval {text} NOT NULL,
  confirmation {text} NOT NULL,
  execution {text} NOT NULL,
  settlement {text} NOT NULL,
  archive {text} NOT NULL,
  net {money} NOT NULL,
  tax {money} NOT NULL,
  gross {money} NOT NULL,
  gross_company {money} NOT NULL,
  line_count {int} NOT NULL,
  special {bool} NOT NULL,
  major {bool} NOT NULL,
  requested_on {day},
  head {text} NOT NULL,
  content_digest {bytes} NOT NULL,
  shown_digest {bytes},
  made_at {instant} NOT NULL,
  changed_at {instant} NOT NULL,
  submitted_at {instant},
  decided_at {instant}
) {strict};
CREATE UNIQUE INDEX orders_number_key ON orders (number);
CREATE INDEX orders_made ON orders (made_at, id);
CREATE INDEX orders_changed ON orders (changed_at, id);
-- Orders without a date come after all others: 99999 is a day no order can have.
CREATE INDEX orders_requested ON orders (COALESCE(requested_on, 99999), id);
CREATE INDEX orders_gross ON orders (gross_company, id);
CREATE INDEX orders_approval_made ON orders (approval, made_at, id);
CREATE INDEX orders_owner_made ON orders (owner, made_at, id);
CREATE INDEX orders_owner_approval_made ON orders (owner, approval, made_at, id);
CREATE INDEX orders_customer_made ON orders (customer, made_at, id);
CREATE INDEX orders_customer_no ON orders (customer, customer_order_no);
CREATE INDEX orders_customer_approval ON orders (customer, approval);
-- What a customer owes for orders under way is summed at every check of his credit: from this index alone.
CREATE INDEX orders_exposure ON orders (customer, id, gross_company)
  WHERE approval = 'approved' AND execution NOT IN ('completed', 'cancelled');
CREATE INDEX orders_approval_special_submitted ON orders (approval, special, submitted_at, id);
CREATE INDEX orders_confirmation_made ON orders (confirmation, made_at, id);
CREATE INDEX orders_execution_made ON orders (execution, made_at, id);
-- Open orders stay few while the ledger grows.
CREATE INDEX orders_open_made ON orders (made_at, id)
  WHERE approval NOT IN ('declined', 'withdrawn') AND execution NOT IN ('delivered', 'completed', 'cancelled');
CREATE INDEX orders_open_owner ON orders (owner, made_at, id)
  WHERE approval NOT IN ('declined', 'withdrawn') AND execution NOT IN ('delivered', 'completed', 'cancelled');
CREATE INDEX orders_open_requested ON orders (COALESCE(requested_on, 99999), id)
  WHERE approval NOT IN ('declined', 'withdrawn') AND execution NOT IN ('delivered', 'completed', 'cancelled');

CREATE TABLE order_line (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  no {int} NOT NULL,
  product {id} REFERENCES product (id),
  sku {text} NOT NULL,
  name {text} NOT NULL,
  spec {text} NOT NULL,
  customer_part {text} NOT NULL,
  quantity {int} NOT NULL,
  unit {text} NOT NULL,
  price {int} NOT NULL,
  price_base {int} NOT NULL,
  discount {int} NOT NULL,
  tax_rate {int} NOT NULL,
  amount {money} NOT NULL,
  list_price {int},
  floor_price {int},
  requested_on {day},
  promised_on {day},
  forecast_on {day},
  place {text} NOT NULL,
  remark {text} NOT NULL,
  reserved {int} NOT NULL,
  produced {int} NOT NULL,
  received {int} NOT NULL,
  inspected {int} NOT NULL,
  shipped {int} NOT NULL,
  delivered {int} NOT NULL,
  signed_for {int} NOT NULL,
  returned {int} NOT NULL,
  invoiced {int} NOT NULL,
  cancelled {int} NOT NULL
) {strict};
CREATE INDEX order_line_no ON order_line (order_id, no);
CREATE INDEX order_line_product ON order_line (product, order_id);
CREATE INDEX order_line_requested ON order_line (COALESCE(requested_on, 99999), id);
CREATE INDEX order_line_sku ON order_line (sku, id);

CREATE TABLE order_editor (
  order_id {id} NOT NULL REFERENCES orders (id),
  revision {int} NOT NULL,
  person {id} NOT NULL,
  PRIMARY KEY (order_id, revision, person)
) {strict};

CREATE TABLE order_round (
  order_id {id} NOT NULL REFERENCES orders (id),
  revision {int} NOT NULL,
  round {int} NOT NULL,
  submitted_at {instant} NOT NULL,
  submitted_by {id} NOT NULL,
  content {text} NOT NULL,
  checks {text} NOT NULL,
  grounds {text} NOT NULL,
  verdict {text} NOT NULL,
  decided_at {instant},
  decided_by {id},
  reasons {text} NOT NULL,
  decision {text} NOT NULL,
  -- The three figures of the review in short, for its queue.
  figures {text},
  PRIMARY KEY (order_id, revision, round)
) {strict};

CREATE TABLE order_source (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  file {id} NOT NULL REFERENCES file (id),
  kind {text} NOT NULL,
  from_customer {bool} NOT NULL,
  reading {text} NOT NULL,
  added_at {instant} NOT NULL,
  added_by {id} NOT NULL
) {strict};
CREATE INDEX order_source_order ON order_source (order_id, added_at);
CREATE INDEX order_source_file ON order_source (file);

CREATE TABLE order_note (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  kind {text} NOT NULL,
  at {instant} NOT NULL,
  by_person {id} NOT NULL,
  by_name {text} NOT NULL,
  medium {text} NOT NULL,
  text {text} NOT NULL,
  answers {id}
) {strict};
CREATE INDEX order_note_order ON order_note (order_id, at);

CREATE TABLE order_flag (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  flag {text} NOT NULL,
  at {instant} NOT NULL,
  by_person {id} NOT NULL,
  ground {text} NOT NULL,
  ended_at {instant}
) {strict};
CREATE INDEX order_flag_order ON order_flag (order_id, flag);

CREATE TABLE duty (
  id {id} PRIMARY KEY,
  about {id} NOT NULL,
  about_kind {text} NOT NULL,
  kind {text} NOT NULL,
  clause {text} NOT NULL,
  owner_person {id},
  owner_role {text},
  subject {text} NOT NULL,
  detail {text} NOT NULL,
  opened_at {instant} NOT NULL,
  due_at {instant} NOT NULL,
  done_at {instant},
  done_by {id},
  outcome {text},
  CONSTRAINT duty_one_owner_check CHECK ((owner_person IS NULL) <> (owner_role IS NULL))
) {strict};
CREATE INDEX duty_person_open ON duty (owner_person, due_at, id) WHERE done_at IS NULL;
CREATE INDEX duty_role_open ON duty (owner_role, due_at, id) WHERE done_at IS NULL;
CREATE INDEX duty_about ON duty (about, kind);
CREATE INDEX duty_open_due ON duty (due_at, id) WHERE done_at IS NULL;

CREATE TABLE scratch (
  person {id} NOT NULL,
  about {id} NOT NULL,
  body {text} NOT NULL,
  seen_lock {int} NOT NULL,
  saved_at {instant} NOT NULL,
  PRIMARY KEY (person, about)
) {strict};

CREATE TABLE confirmation (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  revision {int} NOT NULL,
  digest {bytes} NOT NULL,
  medium {text} NOT NULL,
  sent_at {instant} NOT NULL,
  sent_by {id} NOT NULL,
  returned_at {instant},
  returned_by {id},
  file {id},
  proof {text} NOT NULL,
  ground {text} NOT NULL,
  seen_by {id}
) {strict};
CREATE INDEX confirmation_order ON confirmation (order_id, sent_at);

CREATE TABLE intray (
  id {id} PRIMARY KEY,
  channel {text} NOT NULL,
  received_at {instant} NOT NULL,
  sender {text} NOT NULL,
  subject {text} NOT NULL,
  body {text} NOT NULL,
  file {id},
  reading {text} NOT NULL,
  customer {id},
  state {text} NOT NULL,
  taken_by {id},
  order_id {id},
  reason {text} NOT NULL,
  added_by {id} NOT NULL
) {strict};
CREATE INDEX intray_state ON intray (state, received_at, id);
CREATE INDEX intray_file ON intray (file);

CREATE TABLE proposal (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  revision {int} NOT NULL,
  kind {text} NOT NULL,
  state {text} NOT NULL,
  facts {text} NOT NULL,
  asked_at {instant} NOT NULL,
  asked_by {id} NOT NULL,
  asked_text {text} NOT NULL,
  answered_at {instant},
  answered_by {id},
  answer {text} NOT NULL,
  amount {money},
  until_day {day}
) {strict};
CREATE INDEX proposal_order ON proposal (order_id, kind);
CREATE INDEX proposal_open ON proposal (kind, asked_at, id) WHERE state = 'open';

CREATE TABLE dispatch (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  line_id {id} NOT NULL REFERENCES order_line (id),
  department {text} NOT NULL,
  mode {text} NOT NULL,
  quantity {int} NOT NULL,
  promised_on {day},
  state {text} NOT NULL,
  made_at {instant} NOT NULL,
  acknowledged_at {instant},
  acknowledged_by {id},
  remark {text} NOT NULL
) {strict};
CREATE INDEX dispatch_order ON dispatch (order_id, department);
CREATE INDEX dispatch_queue ON dispatch (department, state, made_at, id);

CREATE TABLE reservation (
  id {id} PRIMARY KEY,
  product {id} NOT NULL REFERENCES product (id),
  line_id {id} NOT NULL REFERENCES order_line (id),
  quantity {int} NOT NULL,
  made_at {instant} NOT NULL,
  ended_at {instant}
) {strict};
CREATE INDEX reservation_line ON reservation (line_id);
CREATE INDEX reservation_product ON reservation (product, made_at) WHERE ended_at IS NULL;

CREATE TABLE notice (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  kind {text} NOT NULL,
  medium {text} NOT NULL,
  address {text} NOT NULL,
  text {text} NOT NULL,
  made_at {instant} NOT NULL,
  outbox {id},
  done_at {instant},
  done_by {id},
  -- Who was reached and what he said, for a call or a fax.
  outcome {text} NOT NULL
) {strict};
CREATE INDEX notice_order ON notice (order_id, made_at);
