-- What was proposed for a setting or a price, by whom, and what became of it (domain 11).
CREATE TABLE policy_change (
  id {id} PRIMARY KEY,
  -- Name of the setting.
  name {text} NOT NULL,
  from_value {text} NOT NULL,
  to_value {text} NOT NULL,
  state {text} NOT NULL,
  ground {text} NOT NULL,
  asked_at {instant} NOT NULL,
  asked_by {id} NOT NULL,
  asked_name {text} NOT NULL,
  answered_at {instant},
  answered_by {id},
  answered_name {text} NOT NULL,
  answer {text} NOT NULL
) {strict};
CREATE INDEX policy_change_name ON policy_change (name, asked_at, id);
CREATE INDEX policy_change_state ON policy_change (state, answered_at, id);
-- One open proposal for a setting at a time.
CREATE UNIQUE INDEX policy_change_open_key ON policy_change (name) WHERE state = 'open';
