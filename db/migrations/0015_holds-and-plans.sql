ALTER TABLE "quality"."hold" ADD COLUMN "placed_name" text NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."hold" ADD COLUMN "found" text NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."hold" ADD COLUMN "released_name" text;--> statement-breakpoint
ALTER TABLE "quality"."hold" ADD COLUMN "release_reason" text;--> statement-breakpoint
ALTER TABLE "quality"."inspection_plan" ADD COLUMN "erp_version" bigint;--> statement-breakpoint
CREATE INDEX "hold_lot_ix" ON "quality"."hold" USING btree ("lot_id","placed_at") WHERE lot_id is not null;--> statement-breakpoint
CREATE INDEX "outbox_message_exception_ix" ON "integration"."outbox_message" USING btree ((payload -> 'data' ->> 'exception')) WHERE type in ('mes.exception.raised.v1', 'mes.exception.resolved.v1');--> statement-breakpoint
-- Connections that are there already tell and take the new types as a new one does.
INSERT INTO integration.policy (id, site_id, connection_id, message_type, direction, mode, enabled, priority, target_seconds)
SELECT gen_random_uuid(), c.site_id, c.connection_id, t.type, t.direction, 'EVENT', true, t.priority, t.target
FROM integration.connection_site c
CROSS JOIN (VALUES
  ('mes.exception.raised.v1', 'OUT', 0, 15), ('mes.exception.resolved.v1', 'OUT', 0, 15), ('mes.lot.held.v1', 'OUT', 0, 15), ('mes.lot.released.v1', 'OUT', 0, 15),
  ('mes.quality.recorded.v1', 'OUT', 2, 300), ('mes.genealogy.recorded.v1', 'OUT', 2, 300),
  ('erp.stock.v1', 'IN', 1, 60), ('erp.calendar.v1', 'IN', 2, 900), ('erp.person.v1', 'IN', 2, 900), ('erp.delivery.v1', 'IN', 2, 900), ('erp.inspection-plan.v1', 'IN', 2, 900)
) AS t (type, direction, priority, target)
ON CONFLICT DO NOTHING;--> statement-breakpoint
-- A week round the clock was mostly nobody's: the calendar of the site may take its place; a record that says so again keeps it.
UPDATE reference.calendar_pattern SET origin = 'NONE' WHERE shift_name = 'All day';
