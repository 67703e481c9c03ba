ALTER TABLE "execution"."shift_proposal" ADD COLUMN "from_work_centre_id" uuid;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "order_quantity" numeric(18, 6) NOT NULL;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "proposed_name" text NOT NULL;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "approved_name" text;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "approved_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "sent_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "answered_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "ended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "reason_code" text;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "document" text;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "new_order" text;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "original_arrived_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD COLUMN "target_arrived_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD CONSTRAINT "shift_proposal_from_work_centre_id_equipment_id_fk" FOREIGN KEY ("from_work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "shift_proposal_order_ix" ON "execution"."shift_proposal" USING btree ("order_id");--> statement-breakpoint
CREATE INDEX "shift_proposal_open_ix" ON "execution"."shift_proposal" USING btree ("proposed_at") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "shift_proposal_new_order_ix" ON "execution"."shift_proposal" USING btree ("target_site_id","new_order") WHERE new_order is not null;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD CONSTRAINT "shift_proposal_order_quantity_ck" CHECK ("execution"."shift_proposal"."order_quantity" >= "execution"."shift_proposal"."quantity");--> statement-breakpoint
-- Connections that are there already tell moves of production as a new one does.
INSERT INTO integration.policy (id, site_id, connection_id, message_type, direction, mode, enabled, priority, target_seconds)
SELECT gen_random_uuid(), c.site_id, c.connection_id, 'mes.shift-production.proposed.v1', 'OUT', 'EVENT', true, 1, 60
FROM integration.connection_site c
ON CONFLICT DO NOTHING;
