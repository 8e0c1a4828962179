-- What a customer is shown without a login (3.1.3, 2.2.2b), and what he said there. The token itself is nowhere.

CREATE TABLE customer_link (
  id {id} PRIMARY KEY,
  order_id {id} NOT NULL REFERENCES orders (id),
  token {bytes} NOT NULL,
  revision {int} NOT NULL,
  digest {bytes} NOT NULL,
  shown {text} NOT NULL,
  made_at {instant} NOT NULL,
  made_by {id} NOT NULL,
  ends_at {instant} NOT NULL,
  ended_at {instant},
  ended_by {id}
) {strict};
CREATE UNIQUE INDEX customer_link_token ON customer_link (token);
CREATE INDEX customer_link_order ON customer_link (order_id, made_at);

CREATE TABLE link_answer (
  id {id} PRIMARY KEY,
  link {id} NOT NULL REFERENCES customer_link (id),
  order_id {id} NOT NULL REFERENCES orders (id),
  kind {text} NOT NULL,
  at {instant} NOT NULL,
  name {text} NOT NULL,
  text {text} NOT NULL,
  drawn {text} NOT NULL,
  address {text} NOT NULL,
  agent {text} NOT NULL,
  digest {bytes} NOT NULL
) {strict};
CREATE INDEX link_answer_link ON link_answer (link, at);
CREATE INDEX link_answer_order ON link_answer (order_id, at);

-- Addresses that asked for links which are not there.
CREATE TABLE link_miss (
  address {text} PRIMARY KEY,
  misses {int} NOT NULL,
  since {instant} NOT NULL
) {strict};
