CREATE INDEX "production_entry_site_ix" ON "execution"."production_entry" USING btree ("site_id","event_time");--> statement-breakpoint
-- Connections that are there already tell the totals as a new one does.
INSERT INTO integration.policy (id, site_id, connection_id, message_type, direction, mode, schedule, bundle, enabled, priority, target_seconds)
SELECT gen_random_uuid(), c.site_id, c.connection_id, t.type, 'OUT', 'BATCH', '* * * * *', 50, true, 3, 1800
FROM integration.connection_site c
CROSS JOIN (VALUES ('mes.labour.totals.v1'), ('mes.shift.kpi.v1'), ('mes.wip.snapshot.v1'), ('mes.projection.snapshot.v1')) AS t (type)
ON CONFLICT DO NOTHING;
