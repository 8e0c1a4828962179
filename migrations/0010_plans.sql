-- The manager's plans and reports (2.2.1a, 2.2.1d), due times that follow the calendar (1.3.2), questions that must be
-- answered before the decision (1.3.3), views of the ledger (2.2.2e).

-- A month's plan: of the department (person: all zeros), or of one specialist. Frozen, it keeps the month's figures.
CREATE TABLE plan (
  id {id} PRIMARY KEY,
  month {day} NOT NULL,
  person {id} NOT NULL,
  state {text} NOT NULL,
  text {text} NOT NULL,
  figures {text} NOT NULL,
  changed_at {instant} NOT NULL,
  changed_by {id} NOT NULL,
  frozen_at {instant},
  lock {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX plan_of_key ON plan (person, month);
CREATE INDEX plan_open ON plan (month, id) WHERE state = 'open';

-- Percentages are tenths of one per cent, money is minor units of the company's currency.
CREATE TABLE plan_goal (
  plan {id} NOT NULL REFERENCES plan (id),
  metric {text} NOT NULL,
  target {int} NOT NULL,
  PRIMARY KEY (plan, metric)
) {strict};

-- What the manager tells the executive. Its figures are those of the instant at which it was sent.
CREATE TABLE report (
  id {id} PRIMARY KEY,
  from_day {day} NOT NULL,
  to_day {day} NOT NULL,
  state {text} NOT NULL,
  text {text} NOT NULL,
  figures {text} NOT NULL,
  opened_at {instant} NOT NULL,
  sent_at {instant},
  sent_by {id},
  read_at {instant},
  read_by {id},
  lock {int} NOT NULL
) {strict};
CREATE INDEX report_to ON report (to_day, id);

CREATE TABLE report_comment (
  id {id} PRIMARY KEY,
  report {id} NOT NULL REFERENCES report (id),
  at {instant} NOT NULL,
  by_person {id} NOT NULL,
  by_name {text} NOT NULL,
  text {text} NOT NULL
) {strict};
CREATE INDEX report_comment_of ON report_comment (report, id);

-- Figures of a month are counted from these two, without the rounds' content.
CREATE INDEX order_round_submitted ON order_round (submitted_at, order_id, round, revision, verdict);
CREATE INDEX order_round_decided ON order_round (decided_at, order_id, verdict) WHERE decided_at IS NOT NULL;

-- How a due time was counted: from when, and how many working days or opening minutes (1.3.2). Nothing where somebody
-- named the due time himself; then the calendar does not move it.
ALTER TABLE duty ADD COLUMN clock_from {instant};
ALTER TABLE duty ADD COLUMN clock_days {int};
ALTER TABLE duty ADD COLUMN clock_minutes {int};

-- A question that must be answered before the decision (1.3.3), and the duty that it opened.
ALTER TABLE order_note ADD COLUMN required {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE order_note ADD COLUMN duty {id};

-- A name for what stands in a list's address (2.2.2e): one's own, or the team's.
CREATE TABLE saved_view (
  id {id} PRIMARY KEY,
  owner {id} NOT NULL REFERENCES person (id),
  team {bool} NOT NULL,
  place {text} NOT NULL,
  name {text} NOT NULL,
  query {text} NOT NULL,
  made_at {instant} NOT NULL
) {strict};
CREATE INDEX saved_view_owner ON saved_view (owner, name);
