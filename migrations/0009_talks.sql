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
