-- 4.1.4: the change that carries out what was agreed on a delay, while it is on its way and when it took effect.
ALTER TABLE delay_case ADD COLUMN carried_by {id};

-- 4.4.4: a cost that was written down by mistake and taken back by whoever wrote it; its row stays.
ALTER TABLE cancellation_cost ADD COLUMN withdrawn_at {instant};
ALTER TABLE cancellation_cost ADD COLUMN withdrawn_by {id};

-- 4.2.4: since when less is wanted of a signed purchase than its supplier was told.
ALTER TABLE purchase ADD COLUMN amended_at {instant};
