-- People, what they may, and who stands in for whom (chapter 2).
CREATE TABLE person (
  id {id} PRIMARY KEY,
  login {text} NOT NULL,
  name {text} NOT NULL,
  email {text} NOT NULL,
  -- Empty until the person has used the welcome link: until then nobody can log in as him.
  password {text} NOT NULL,
  lang {text} NOT NULL,
  theme {text} NOT NULL,
  active {bool} NOT NULL,
  made_at {instant} NOT NULL,
  lock {int} NOT NULL
) {strict};
CREATE UNIQUE INDEX person_login_key ON person (login);

CREATE TABLE person_role (
  person {id} NOT NULL REFERENCES person (id),
  role {text} NOT NULL,
  PRIMARY KEY (person, role)
) {strict};
CREATE INDEX person_role_role ON person_role (role, person);

CREATE TABLE session (
  digest {bytes} PRIMARY KEY,
  person {id} NOT NULL REFERENCES person (id),
  made_at {instant} NOT NULL,
  seen_at {instant} NOT NULL,
  ends_at {instant} NOT NULL
) {strict};
CREATE INDEX session_person ON session (person);
CREATE INDEX session_ends_at ON session (ends_at);

CREATE TABLE api_token (
  digest {bytes} PRIMARY KEY,
  id {id} NOT NULL,
  name {text} NOT NULL,
  person {id} NOT NULL REFERENCES person (id),
  made_at {instant} NOT NULL,
  ends_at {instant} NOT NULL,
  ended_at {instant}
) {strict};
CREATE INDEX api_token_person ON api_token (person, made_at);
CREATE UNIQUE INDEX api_token_id_key ON api_token (id);

-- Failed log-ins in a row, by login and by address.
CREATE TABLE login_try (
  whose {text} PRIMARY KEY,
  failures {int} NOT NULL,
  last_at {instant} NOT NULL
) {strict};
CREATE INDEX login_try_last_at ON login_try (last_at);

CREATE TABLE login_link (
  digest {bytes} PRIMARY KEY,
  purpose {text} NOT NULL,
  person {id} REFERENCES person (id),
  ends_at {instant} NOT NULL,
  used_at {instant}
) {strict};
CREATE INDEX login_link_person ON login_link (person);
CREATE INDEX login_link_purpose ON login_link (purpose, ends_at);

CREATE TABLE delegation (
  id {id} PRIMARY KEY,
  kind {text} NOT NULL,
  principal {id} NOT NULL REFERENCES person (id),
  deputy {id} NOT NULL REFERENCES person (id),
  starts_at {instant} NOT NULL,
  ends_at {instant} NOT NULL,
  ground {text} NOT NULL,
  made_at {instant} NOT NULL,
  ended_at {instant}
) {strict};
CREATE INDEX delegation_principal ON delegation (principal, starts_at);
CREATE INDEX delegation_deputy ON delegation (deputy, starts_at);
CREATE INDEX delegation_kind ON delegation (kind, ends_at);

CREATE TABLE calendar_day (
  day {day} PRIMARY KEY,
  kind {text} NOT NULL,
  name {text} NOT NULL
) {strict};
