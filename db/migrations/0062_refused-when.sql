-- What waited in vain for a day for a site that nobody knows was refused without saying when.
UPDATE integration.inbox_message SET settled_at = coalesce(parked_until, received_at) WHERE state = 'REFUSED' AND settled_at IS NULL;
