-- 1.3.4, 3.2.3: who wrote a document does not decide on it. A manager's duty names its writers, so that it stands in the
-- executive's queue while the one who acts as manager is among them.

CREATE TABLE duty_apart (
  duty {id} NOT NULL REFERENCES duty (id),
  person {id} NOT NULL REFERENCES person (id),
  PRIMARY KEY (duty, person)
) {strict};

INSERT INTO duty_apart (duty, person)
  SELECT d.id, e.person FROM duty d JOIN orders o ON o.id = d.about
  JOIN order_editor e ON e.order_id = o.id AND e.revision = o.revision
  WHERE d.kind IN ('final_review', 'decline_returned') AND d.done_at IS NULL;
INSERT INTO duty_apart (duty, person)
  SELECT d.id, c.made_by FROM duty d JOIN change_request c ON c.id = d.about
  WHERE d.owner_role = 'manager' AND d.done_at IS NULL;
INSERT INTO duty_apart (duty, person)
  SELECT d.id, c.made_by FROM duty d JOIN cancellation c ON c.id = d.about
  WHERE d.owner_role = 'manager' AND d.done_at IS NULL;
