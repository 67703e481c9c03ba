CREATE TABLE "reference"."calendar" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_centre_id" uuid,
	"erp_version" bigint NOT NULL,
	"shifts" jsonb NOT NULL,
	CONSTRAINT "calendar_uq" UNIQUE NULLS NOT DISTINCT("site_id","work_centre_id")
);
--> statement-breakpoint
CREATE TABLE "reference"."calendar_exception" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_centre_id" uuid,
	"day" date NOT NULL,
	"text" text NOT NULL,
	"shift_name" text,
	"from_time" text,
	"to_time" text,
	CONSTRAINT "calendar_exception_uq" UNIQUE NULLS NOT DISTINCT("site_id","day","work_centre_id","from_time"),
	CONSTRAINT "calendar_exception_hours_ck" CHECK (("reference"."calendar_exception"."from_time" is null) = ("reference"."calendar_exception"."to_time" is null) and ("reference"."calendar_exception"."from_time" is null) = ("reference"."calendar_exception"."shift_name" is null))
);
--> statement-breakpoint
CREATE TABLE "integration"."reconciliation_order" (
	"run_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	CONSTRAINT "reconciliation_order_run_id_order_id_pk" PRIMARY KEY("run_id","order_id")
);
--> statement-breakpoint
CREATE TABLE "integration"."reconciliation_stock" (
	"run_id" uuid NOT NULL,
	"item" text NOT NULL,
	"lot" text NOT NULL,
	"uom" text NOT NULL,
	"qty" numeric(18, 6) NOT NULL,
	CONSTRAINT "reconciliation_stock_run_id_item_lot_uom_pk" PRIMARY KEY("run_id","item","lot","uom")
);
--> statement-breakpoint
ALTER TABLE "reference"."calendar_pattern" ADD COLUMN "origin" text DEFAULT 'WORK_CENTRE' NOT NULL;--> statement-breakpoint
ALTER TABLE "reference"."inbound_delivery" ADD COLUMN "supplier" text;--> statement-breakpoint
ALTER TABLE "reference"."inbound_delivery" ADD COLUMN "supplier_name" text;--> statement-breakpoint
ALTER TABLE "integration"."connection" ADD COLUMN "words_changed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "integration"."outbox_message" ADD COLUMN "bundled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."policy" ADD COLUMN "bundle" integer;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "order_id" uuid;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "item" text;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "lot" text;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "uom" text NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "ours_text" text;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "theirs_text" text;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "unexplained_value" numeric(18, 2);--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "messages" uuid[] DEFAULT '{}'::uuid[] NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "first_seen_at" timestamp (3) with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "action" text;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "acted_by" text;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD COLUMN "acted_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "cause" text DEFAULT 'ON_DEMAND' NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "state" text DEFAULT 'QUEUED' NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "requested_by" text;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "attempts" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "next_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "leased_by" text;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "leased_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "previous_id" uuid;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "reads_orders" boolean;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "reads_stock" boolean;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "orders_total" integer;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "orders_done" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "left_out" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "open_ours" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "open_theirs" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "open_counted" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "stock_compared" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "matched" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "explained" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "unexplained" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "accepted" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "value" numeric(18, 2) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD COLUMN "unexplained_value" numeric(18, 2) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "reference"."calendar" ADD CONSTRAINT "calendar_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."calendar" ADD CONSTRAINT "calendar_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."calendar_exception" ADD CONSTRAINT "calendar_exception_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."calendar_exception" ADD CONSTRAINT "calendar_exception_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_order" ADD CONSTRAINT "reconciliation_order_run_id_reconciliation_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "integration"."reconciliation_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_stock" ADD CONSTRAINT "reconciliation_stock_run_id_reconciliation_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "integration"."reconciliation_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "inbound_delivery_open_ix" ON "reference"."inbound_delivery" USING btree ("site_id","item_id","expected_at") WHERE state = 'OPEN';--> statement-breakpoint
CREATE INDEX "outbox_message_bundle_lane_ix" ON "integration"."outbox_message" USING btree ("connection_id","lane_key","sequence") WHERE bundled and state = 'NEW';--> statement-breakpoint
CREATE INDEX "outbox_message_bundle_ix" ON "integration"."outbox_message" USING btree ("connection_id","type","next_at") WHERE bundled and state = 'NEW';--> statement-breakpoint
CREATE INDEX "outbox_message_untaken_ix" ON "integration"."outbox_message" USING btree ("order_id") WHERE state <> 'ACCEPTED';--> statement-breakpoint
CREATE INDEX "outbox_message_accepted_ix" ON "integration"."outbox_message" USING btree ("connection_id","accepted_at") WHERE accepted_at is not null;--> statement-breakpoint
CREATE INDEX "reconciliation_line_run_ix" ON "integration"."reconciliation_line" USING btree ("run_id","subject");--> statement-breakpoint
CREATE UNIQUE INDEX "reconciliation_run_daily_uq" ON "integration"."reconciliation_run" USING btree ("site_id","connection_id","on_date") WHERE cause = 'DAILY';--> statement-breakpoint
CREATE UNIQUE INDEX "reconciliation_run_open_uq" ON "integration"."reconciliation_run" USING btree ("site_id","connection_id") WHERE state in ('QUEUED','RUNNING');--> statement-breakpoint
CREATE INDEX "reconciliation_run_due_ix" ON "integration"."reconciliation_run" USING btree ("next_at") WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX "reconciliation_run_recent_ix" ON "integration"."reconciliation_run" USING btree ("site_id","connection_id","started_at");--> statement-breakpoint
ALTER TABLE "integration"."policy" ADD CONSTRAINT "policy_bundle_ck" CHECK ("integration"."policy"."bundle" > 1);--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD CONSTRAINT "reconciliation_line_action_ck" CHECK (("integration"."reconciliation_line"."action" is null) = ("integration"."reconciliation_line"."acted_by" is null) and ("integration"."reconciliation_line"."action" is null or "integration"."reconciliation_line"."note" is not null));--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD CONSTRAINT "reconciliation_run_ended_ck" CHECK (("integration"."reconciliation_run"."state" in ('QUEUED','RUNNING')) = ("integration"."reconciliation_run"."ended_at" is null));