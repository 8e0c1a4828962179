-- 3.1.3, 4.4.1: what was said on the telephone about an approved order goes back to the customer on a link: what he is
-- shown there, and what he says to it. The token itself is nowhere.

CREATE TABLE heard_link (
  id {id} PRIMARY KEY,
  document {id} NOT NULL,
  order_id {id} NOT NULL REFERENCES orders (id),
  token {bytes} NOT NULL,
  digest {bytes} NOT NULL,
  shown {text} NOT NULL,
  made_at {instant} NOT NULL,
  made_by {id} NOT NULL REFERENCES person (id),
  ends_at {instant} NOT NULL,
  ended_at {instant},
  ended_by {id}
) {strict};
CREATE UNIQUE INDEX heard_link_token ON heard_link (token);
CREATE INDEX heard_link_document ON heard_link (document, made_at);

CREATE TABLE heard_answer (
  id {id} PRIMARY KEY,
  link {id} NOT NULL REFERENCES heard_link (id),
  document {id} NOT NULL,
  kind {text} NOT NULL,
  at {instant} NOT NULL,
  name {text} NOT NULL,
  text {text} NOT NULL,
  drawn {text} NOT NULL,
  address {text} NOT NULL,
  agent {text} NOT NULL,
  digest {bytes} NOT NULL
) {strict};
CREATE INDEX heard_answer_link ON heard_answer (link, at);
CREATE INDEX heard_answer_document ON heard_answer (document, at);

-- 4.3.1: a line that stands in no price list is asked about before it is in the order: the request it would come with.
ALTER TABLE order_feasible ADD COLUMN coming {id};
CREATE INDEX order_feasible_coming ON order_feasible (coming) WHERE coming IS NOT NULL;
