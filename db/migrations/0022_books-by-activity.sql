ALTER TABLE "reference"."uom_conversion" DROP CONSTRAINT "uom_conversion_item_id_from_uom_to_uom_pk";--> statement-breakpoint
ALTER TABLE "reference"."uom_conversion" ADD COLUMN "valid_from" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "reference"."uom_conversion" ADD COLUMN "valid_to" timestamp (3) with time zone;--> statement-breakpoint
-- What is there counts since its item has read as it does.
UPDATE reference.uom_conversion u SET valid_from = (SELECT v.valid_from FROM reference.item_version v WHERE v.item_id = u.item_id AND v.valid_to IS NULL);--> statement-breakpoint
ALTER TABLE "reference"."uom_conversion" ALTER COLUMN "valid_from" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "reference"."uom_conversion" ADD CONSTRAINT "uom_conversion_item_id_from_uom_to_uom_valid_from_pk" PRIMARY KEY("item_id","from_uom","to_uom","valid_from");--> statement-breakpoint
-- Of one unit of an item one conversion counts at a time.
ALTER TABLE reference.uom_conversion ADD CONSTRAINT uom_conversion_span_excl EXCLUDE USING gist (item_id WITH =, from_uom WITH =, to_uom WITH =, tstzrange(valid_from, valid_to) WITH &&);--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "activity" text;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "in_transit_value" numeric(18, 2);--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "rejected_value" numeric(18, 2);--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "timing_value" numeric(18, 2);--> statement-breakpoint
-- Connections that are there already tell what comparisons end with, as a new one does.
INSERT INTO integration.policy (id, site_id, connection_id, message_type, direction, mode, schedule, bundle, enabled, priority, target_seconds)
SELECT gen_random_uuid(), c.site_id, c.connection_id, 'mes.reconciliation.snapshot.v1', 'OUT', 'BATCH', '* * * * *', 50, true, 3, 1800
FROM integration.connection_site c
ON CONFLICT DO NOTHING;
