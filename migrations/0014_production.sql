-- Production (4.1): the work order of each part that is made, what was reported on it, and where dates slip.

-- When the part should be at our gate; the line's forecast follows from its parts.
ALTER TABLE dispatch ADD COLUMN expected_on {day};
CREATE INDEX dispatch_line ON dispatch (line_id);

CREATE TABLE work_order (
  -- That of the dispatch it makes.
  id {id} PRIMARY KEY REFERENCES dispatch (id),
  number {text} NOT NULL,
  order_id {id} NOT NULL REFERENCES orders (id),
  line_id {id} NOT NULL REFERENCES order_line (id),
  product {id} REFERENCES product (id),
  quantity {int} NOT NULL,
  good {int} NOT NULL,
  scrap {int} NOT NULL,
  passed {int} NOT NULL,
  stocked {int} NOT NULL,
  state {text} NOT NULL,
  -- To be at our gate by then, or the customer waits.
  wanted_on {day},
  begin_on {day},
  end_on {day},
  -- Missing parts are expected then.
  parts_on {day},
  -- Planned by hand: the machine leaves it where it is.
  pinned {bool} NOT NULL,
  on_hold {bool} NOT NULL,
  ground {text} NOT NULL,
  made_at {instant} NOT NULL,
  released_at {instant},
  finished_at {instant},
  lock {int} NOT NULL,
  CONSTRAINT work_order_stocked_check CHECK (stocked <= passed)
) {strict};
CREATE UNIQUE INDEX work_order_number_key ON work_order (number);
CREATE INDEX work_order_line ON work_order (line_id);
CREATE INDEX work_order_order ON work_order (order_id, number);
CREATE INDEX work_order_queue ON work_order (state, COALESCE(wanted_on, 99999), id);
-- What is still to be made stays little while the ledger grows.
CREATE INDEX work_order_open ON work_order (id) WHERE finished_at IS NULL;
CREATE INDEX work_order_ends ON work_order (end_on, id) WHERE finished_at IS NULL;

-- The routing as it stood when the line was approved.
CREATE TABLE work_step (
  work {id} NOT NULL REFERENCES work_order (id),
  no {int} NOT NULL,
  name {text} NOT NULL,
  centre {id} REFERENCES work_centre (id),
  setup_minutes {int} NOT NULL,
  -- Millionths of a minute for a unit.
  run_minutes {int} NOT NULL,
  good {int} NOT NULL,
  scrap {int} NOT NULL,
  PRIMARY KEY (work, no)
) {strict};

CREATE TABLE work_report (
  id {id} PRIMARY KEY,
  work {id} NOT NULL REFERENCES work_order (id),
  no {int} NOT NULL,
  good {int} NOT NULL,
  scrap {int} NOT NULL,
  minutes {int} NOT NULL,
  remark {text} NOT NULL,
  via {text} NOT NULL,
  at {instant} NOT NULL,
  by_person {id} NOT NULL,
  by_name {text} NOT NULL
) {strict};
CREATE INDEX work_report_work ON work_report (work, at, id);

ALTER TABLE task ADD COLUMN work {id};
CREATE INDEX task_work ON task (work, no, day);

INSERT INTO work_order (id, number, order_id, line_id, product, quantity, good, scrap, passed, stocked, state, wanted_on,
  begin_on, end_on, pinned, on_hold, ground, made_at, lock)
  SELECT d.id, o.number || '-' || CAST(l.no AS TEXT), d.order_id, d.line_id, l.product, d.quantity, 0, 0, 0, 0, d.state,
  d.promised_on, (SELECT MIN(t.day) FROM task t WHERE t.line_id = d.line_id),
  (SELECT MAX(t.day) FROM task t WHERE t.line_id = d.line_id), (1 = 0), (1 = 0), '', d.made_at, 1
  FROM dispatch d JOIN orders o ON o.id = d.order_id JOIN order_line l ON l.id = d.line_id WHERE d.mode = 'make';
UPDATE task SET work = (SELECT w.id FROM work_order w WHERE w.line_id = task.line_id);
INSERT INTO work_step (work, no, name, centre, setup_minutes, run_minutes, good, scrap)
  SELECT w.id, p.no, p.name, p.centre, p.setup_minutes, p.run_minutes, 0, 0 FROM work_order w
  JOIN operation p ON p.product = w.product;

-- A promised day will not be kept: open until an agreement with the customer is on record (4.1.4).
CREATE TABLE delay_case (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  line_id {id} NOT NULL REFERENCES order_line (id),
  state {text} NOT NULL,
  kind {text} NOT NULL,
  cause {text} NOT NULL,
  promised_on {day} NOT NULL,
  forecast_on {day} NOT NULL,
  opened_at {instant} NOT NULL,
  -- What the customer was told last, and what he said.
  way {text} NOT NULL,
  message {text} NOT NULL,
  told_at {instant},
  told_by {id},
  contact {text} NOT NULL,
  answer {text} NOT NULL,
  remedy {text} NOT NULL,
  agreed_on {day},
  closed_at {instant},
  closed_by {id},
  lock {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX delay_case_open_key ON delay_case (line_id) WHERE closed_at IS NULL;
CREATE INDEX delay_case_order ON delay_case (order_id, opened_at, id);
CREATE INDEX delay_case_list ON delay_case (state, opened_at, id);

-- Every move of what a line was promised for or is expected on; only added.
CREATE TABLE promise_move (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  line_id {id} NOT NULL REFERENCES order_line (id),
  what {text} NOT NULL,
  at {instant} NOT NULL,
  before_on {day},
  after_on {day},
  kind {text} NOT NULL,
  cause {text} NOT NULL,
  owner {text} NOT NULL,
  delay {id},
  message {text} NOT NULL,
  answer {text} NOT NULL
) {strict};
CREATE INDEX promise_move_line ON promise_move (line_id, at, id);

-- Work that does not fit where it was planned: laid anew in the background.
CREATE TABLE replan (
  id {id} PRIMARY KEY,
  work {id} REFERENCES work_order (id),
  cause {text} NOT NULL,
  made_at {instant} NOT NULL,
  done_at {instant}
) {strict};
CREATE INDEX replan_open ON replan (made_at, id) WHERE done_at IS NULL;
