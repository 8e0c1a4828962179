-- The manager's office (chapters 1 and 2): what colleagues are told, problems, late duties.

-- One line to one colleague (1.3.3): read or unread, and where it leads.
CREATE TABLE memo (
  id {id} PRIMARY KEY,
  person {id} NOT NULL REFERENCES person (id),
  kind {text} NOT NULL,
  href {text} NOT NULL,
  subject {text} NOT NULL,
  detail {text} NOT NULL,
  from_name {text} NOT NULL,
  at {instant} NOT NULL,
  read_at {instant}
) {strict};
CREATE INDEX memo_person ON memo (person, id);
CREATE INDEX memo_unread ON memo (person, id) WHERE read_at IS NULL;
CREATE INDEX memo_at ON memo (at, id);

-- When a duty is looked at next because it is late (1.3.2), what was done about it, and what it stood at when its
-- clock was stopped.
ALTER TABLE duty ADD COLUMN look_at {instant};
ALTER TABLE duty ADD COLUMN told {int} NOT NULL DEFAULT 0;
ALTER TABLE duty ADD COLUMN left_minutes {int};
-- The late duty that this one decides on.
ALTER TABLE duty ADD COLUMN over_duty {id};
UPDATE duty SET look_at = due_at WHERE done_at IS NULL;
CREATE INDEX duty_look ON duty (look_at, id) WHERE done_at IS NULL AND look_at IS NOT NULL;
CREATE INDEX duty_over ON duty (over_duty) WHERE done_at IS NULL AND over_duty IS NOT NULL;
CREATE INDEX duty_opened ON duty (opened_at, id);
CREATE INDEX duty_done ON duty (done_at, id) WHERE done_at IS NOT NULL;

-- Cross-department problems (2.2.1b, 2.2.2d).
CREATE TABLE problem (
  id {id} PRIMARY KEY,
  title {text} NOT NULL,
  story {text} NOT NULL,
  order_id {id} REFERENCES orders (id),
  order_number {text} NOT NULL,
  line_no {int},
  department {text} NOT NULL,
  owner {id} REFERENCES person (id),
  severity {text} NOT NULL,
  state {text} NOT NULL,
  opened_at {instant} NOT NULL,
  opened_by {id} NOT NULL,
  due_at {instant} NOT NULL,
  escalated_at {instant},
  ground {text} NOT NULL,
  cause {text} NOT NULL,
  resolution {text} NOT NULL,
  resolved_at {instant},
  resolved_by {id},
  reopened {int} NOT NULL,
  lock {int} NOT NULL
) {strict};
CREATE INDEX problem_open ON problem (id) WHERE state <> 'resolved';
CREATE INDEX problem_order ON problem (order_id, id);
CREATE INDEX problem_resolved ON problem (resolved_at, id);
