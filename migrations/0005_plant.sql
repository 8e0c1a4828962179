-- The plant (3.2.3a): where work is done, how products are made and bought, and what is planned.
CREATE TABLE work_centre (
  id {id} PRIMARY KEY,
  code {text} NOT NULL,
  code_folded {text} NOT NULL,
  name {text} NOT NULL,
  -- Minutes a day, by weekday; a holiday of the company has none.
  mon {int} NOT NULL,
  tue {int} NOT NULL,
  wed {int} NOT NULL,
  thu {int} NOT NULL,
  fri {int} NOT NULL,
  sat {int} NOT NULL,
  sun {int} NOT NULL,
  -- Moves with everything that changes what is free here.
  epoch {int} NOT NULL,
  lock {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX work_centre_code_key ON work_centre (code_folded);
CREATE INDEX work_centre_name ON work_centre (name);

CREATE TABLE operation (
  product {id} NOT NULL REFERENCES product (id),
  no {int} NOT NULL,
  name {text} NOT NULL,
  centre {id} NOT NULL REFERENCES work_centre (id),
  setup_minutes {int} NOT NULL,
  -- Millionths of a minute for a unit.
  run_minutes {int} NOT NULL,
  PRIMARY KEY (product, no)
) {strict};

CREATE TABLE component (
  product {id} NOT NULL REFERENCES product (id),
  component {id} NOT NULL REFERENCES product (id),
  per {int} NOT NULL,
  PRIMARY KEY (product, component)
) {strict};

CREATE TABLE supply_term (
  product {id} PRIMARY KEY REFERENCES product (id),
  lead_days {int} NOT NULL,
  inspection_days {int} NOT NULL,
  transport_days {int} NOT NULL
) {strict};

-- What an approved line does at a work centre on a day.
CREATE TABLE task (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  line_id {id} NOT NULL REFERENCES order_line (id),
  no {int} NOT NULL,
  centre {id} NOT NULL REFERENCES work_centre (id),
  day {day} NOT NULL,
  minutes {int} NOT NULL,
  made_at {instant} NOT NULL
) {strict};
CREATE INDEX task_line ON task (line_id);
CREATE INDEX task_centre ON task (centre, day, id);

-- The sum of a centre's tasks on a day.
CREATE TABLE load_day (
  centre {id} NOT NULL REFERENCES work_centre (id),
  day {day} NOT NULL,
  minutes {int} NOT NULL,
  PRIMARY KEY (centre, day),
  CONSTRAINT load_day_minutes_check CHECK (minutes >= 0)
) {strict};

-- Only added to: what lies in the warehouse is the sum of its movements.
CREATE TABLE stock_movement (
  id {id} PRIMARY KEY,
  product {id} NOT NULL REFERENCES product (id),
  kind {text} NOT NULL,
  quantity {int} NOT NULL,
  on_hand {int} NOT NULL,
  reason {text} NOT NULL,
  at {instant} NOT NULL,
  by_person {id} NOT NULL,
  by_name {text} NOT NULL
) {strict};
CREATE INDEX stock_movement_product ON stock_movement (product, at, id);

-- What a work centre does beside the orders that stand here.
CREATE TABLE outside_load (
  centre {id} NOT NULL REFERENCES work_centre (id),
  day {day} NOT NULL,
  minutes {int} NOT NULL,
  remark {text} NOT NULL,
  PRIMARY KEY (centre, day)
) {strict};
