-- 3.2.3: what the queue shows of an order in review as it stands now, and a digest of everything the cockpit says, so
-- that the job which looks whether it still holds writes only where something moved.
ALTER TABLE order_evidence ADD COLUMN figures {text} NOT NULL DEFAULT '';
ALTER TABLE order_evidence ADD COLUMN says {text} NOT NULL DEFAULT '';
