-- What is said between customer and desk: reminders (3.1.3), the negotiation (3.2.4), the conversation (2.2.2b).

-- One reminder a day and order, whoever sent it.
CREATE TABLE reminder (
  order_id {id} NOT NULL REFERENCES orders (id),
  day {day} NOT NULL,
  at {instant} NOT NULL,
  -- Nobody: the clock did it.
  by_person {id},
  notice {id} NOT NULL,
  PRIMARY KEY (order_id, day)
) {strict};

-- What customers owe us, the oldest first.
CREATE INDEX duty_customer_opened ON duty (kind, opened_at, id) WHERE done_at IS NULL AND owner_role = 'customer';
CREATE INDEX duty_customer_look ON duty (kind, look_at, id) WHERE done_at IS NULL AND owner_role = 'customer';
UPDATE duty SET look_at = due_at WHERE done_at IS NULL AND look_at IS NULL AND owner_role = 'customer';

-- What customer and desk said to each other; only added, and kept over all rounds.
CREATE TABLE talk (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  revision {int} NOT NULL,
  round {int} NOT NULL,
  at {instant} NOT NULL,
  kind {text} NOT NULL,
  side {text} NOT NULL,
  name {text} NOT NULL,
  by_person {id},
  medium {text} NOT NULL,
  line_no {int},
  field {text},
  reason {text} NOT NULL,
  text {text} NOT NULL,
  offer {id},
  source {id}
) {strict};
CREATE INDEX talk_order ON talk (order_id, at, id);

-- A counter-proposal, and the customer's answer.
CREATE TABLE offer (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  revision {int} NOT NULL,
  round {int} NOT NULL,
  line_no {int},
  field {text},
  reason {text} NOT NULL,
  text {text} NOT NULL,
  state {text} NOT NULL,
  made_at {instant} NOT NULL,
  made_by {id} NOT NULL,
  answered_at {instant},
  answered_by {text} NOT NULL,
  answer {text} NOT NULL,
  -- Where an answer on the link came from.
  address {text} NOT NULL,
  agent {text} NOT NULL
) {strict};
CREATE INDEX offer_order ON offer (order_id, made_at, id);
CREATE UNIQUE INDEX offer_open ON offer (order_id) WHERE state = 'open';

-- The code on a paper of ours that lies in the tray.
ALTER TABLE intray ADD COLUMN code {text} NOT NULL DEFAULT '';
