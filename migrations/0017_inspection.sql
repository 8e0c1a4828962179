-- Inspection (5.1.1): what is looked at, in which tranches, and how each was judged; its report is a record (7.1).

CREATE TABLE inspection_plan (
  id {id} PRIMARY KEY,
  -- Nothing: for every product without a plan of its own.
  product {id} REFERENCES product (id),
  kind {text} NOT NULL,
  -- A product of its own may be let through without one.
  required {bool} NOT NULL,
  sample {text} NOT NULL,
  sample_size {int} NOT NULL,
  -- What is looked at, with targets and bounds: a list in JSON.
  points {text} NOT NULL,
  changed_at {instant} NOT NULL,
  changed_name {text} NOT NULL,
  lock {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX inspection_plan_key ON inspection_plan (product, kind) WHERE product IS NOT NULL;
CREATE UNIQUE INDEX inspection_plan_general_key ON inspection_plan (kind) WHERE product IS NULL;

CREATE TABLE inspection (
  id {id} PRIMARY KEY,
  number {text} NOT NULL,
  kind {text} NOT NULL,
  product {id} REFERENCES product (id),
  order_id {id} REFERENCES orders (id),
  line_id {id} REFERENCES order_line (id),
  -- What it is of: pieces of a work order behind an operation, or goods of a receipt.
  work {id} REFERENCES work_order (id),
  step_no {int} NOT NULL,
  purchase {id} REFERENCES purchase (id),
  receipt {id} REFERENCES purchase_receipt (id),
  -- Its source in words: the work order's number, the delivery note's.
  source {text} NOT NULL,
  quantity {int} NOT NULL,
  -- The plan as it stood when the inspection began.
  sample {text} NOT NULL,
  sample_size {int} NOT NULL,
  points {text} NOT NULL,
  opened_at {instant} NOT NULL,
  -- Nothing waits any more; new pieces open it again.
  closed_at {instant},
  report {id} REFERENCES file (id),
  lock {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX inspection_number_key ON inspection (number);
CREATE INDEX inspection_order ON inspection (order_id, id);
CREATE INDEX inspection_work ON inspection (work, id) WHERE work IS NOT NULL;
CREATE INDEX inspection_purchase ON inspection (purchase, id) WHERE purchase IS NOT NULL;
CREATE INDEX inspection_unreported ON inspection (closed_at, id)
  WHERE closed_at IS NOT NULL AND report IS NULL AND quantity > 0;

CREATE TABLE inspection_tranche (
  id {id} PRIMARY KEY,
  inspection {id} NOT NULL REFERENCES inspection (id),
  no {int} NOT NULL,
  quantity {int} NOT NULL,
  state {text} NOT NULL,
  looked {int} NOT NULL,
  results {text} NOT NULL,
  ground {text} NOT NULL,
  -- Left the line when it failed; it counts for it again when it passes.
  held_back {bool} NOT NULL,
  opened_at {instant} NOT NULL,
  judged_at {instant},
  judged_name {text} NOT NULL,
  settled_at {instant},
  settled_name {text} NOT NULL,
  CONSTRAINT inspection_tranche_quantity_check CHECK (quantity > 0)
) {strict};
CREATE UNIQUE INDEX inspection_tranche_key ON inspection_tranche (inspection, no);
CREATE INDEX inspection_tranche_state ON inspection_tranche (state, opened_at, id);

-- Parts that pieces still lack that a work order makes again: taken for it when they arrive.
CREATE TABLE work_lack (
  work {id} NOT NULL REFERENCES work_order (id),
  product {id} NOT NULL REFERENCES product (id),
  quantity {int} NOT NULL,
  PRIMARY KEY (work, product),
  CONSTRAINT work_lack_quantity_check CHECK (quantity >= 0)
) {strict};

-- Papers that the process itself makes and files with an order (7.1).
CREATE TABLE order_paper (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  class {text} NOT NULL,
  file {id} NOT NULL REFERENCES file (id),
  at {instant} NOT NULL
) {strict};
CREATE INDEX order_paper_order ON order_paper (order_id, at, id);
