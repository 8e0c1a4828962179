-- What every slice stands on. Column words are replaced for each engine.
CREATE TABLE chain (
  id {id} PRIMARY KEY,
  seq {int} NOT NULL,
  hash {bytes} NOT NULL
) {strict};

CREATE TABLE history (
  chain {id} NOT NULL,
  seq {int} NOT NULL,
  at {instant} NOT NULL,
  who {id} NOT NULL,
  who_name {text} NOT NULL,
  via {text} NOT NULL,
  step {text} NOT NULL,
  clause {text} NOT NULL,
  body {text} NOT NULL,
  rows_digest {bytes} NOT NULL,
  prev {bytes} NOT NULL,
  hash {bytes} NOT NULL,
  PRIMARY KEY (chain, seq)
) {strict};

CREATE TABLE refusal (
  id {id} PRIMARY KEY,
  at {instant} NOT NULL,
  who {id} NOT NULL,
  who_name {text} NOT NULL,
  step {text} NOT NULL,
  clause {text} NOT NULL,
  rules {text} NOT NULL,
  body {text} NOT NULL
) {strict};
CREATE INDEX refusal_at ON refusal (at, id);

CREATE TABLE once_key (
  person {id} NOT NULL,
  key {text} NOT NULL,
  digest {bytes} NOT NULL,
  answer {text} NOT NULL,
  made_at {instant} NOT NULL,
  PRIMARY KEY (person, key)
) {strict};
CREATE INDEX once_key_made_at ON once_key (made_at);

CREATE TABLE series (
  name {text} PRIMARY KEY,
  last {int} NOT NULL
) {strict};

CREATE TABLE setting (
  name {text} PRIMARY KEY,
  value {text} NOT NULL,
  changed_at {instant} NOT NULL
) {strict};

CREATE TABLE file (
  id {id} PRIMARY KEY,
  sha256 {bytes} NOT NULL,
  bytes {int} NOT NULL,
  name {text} NOT NULL,
  media_type {text} NOT NULL,
  added_at {instant} NOT NULL,
  added_by {id} NOT NULL
) {strict};
CREATE INDEX file_sha256 ON file (sha256);

CREATE TABLE outbox (
  id {id} PRIMARY KEY,
  about {id} NOT NULL,
  kind {text} NOT NULL,
  state {text} NOT NULL,
  attempts {int} NOT NULL,
  body {text} NOT NULL,
  next_at {instant} NOT NULL,
  made_at {instant} NOT NULL,
  sent_at {instant},
  last_error {text} NOT NULL
) {strict};
CREATE INDEX outbox_due ON outbox (state, next_at);
CREATE INDEX outbox_made ON outbox (state, made_at, id);
CREATE INDEX outbox_about ON outbox (about);

CREATE TABLE seal (
  seq {int} PRIMARY KEY,
  at {instant} NOT NULL,
  heads {int} NOT NULL,
  root {bytes} NOT NULL,
  prev {bytes} NOT NULL,
  mark {bytes} NOT NULL
) {strict};
