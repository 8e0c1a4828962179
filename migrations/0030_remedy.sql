-- 4.1.4: the change that carries out what was agreed on a delay, while it is on its way and when it took effect.
ALTER TABLE delay_case ADD COLUMN carried_by {id};
