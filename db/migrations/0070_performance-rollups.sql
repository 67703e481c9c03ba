CREATE TABLE "telemetry"."performance_due" (
	"site_id" uuid NOT NULL,
	"work_centre_id" uuid NOT NULL,
	"production_day" text NOT NULL,
	"shift_name" text NOT NULL,
	CONSTRAINT "performance_due_production_day_shift_name_work_centre_id_pk" PRIMARY KEY("production_day","shift_name","work_centre_id")
);
--> statement-breakpoint
CREATE TABLE "telemetry"."performance_mark" (
	"site_id" uuid PRIMARY KEY NOT NULL,
	"ended_until" timestamp (3) with time zone NOT NULL,
	"heard_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "telemetry"."performance_rollup" DROP CONSTRAINT "performance_rollup_totals_ck";--> statement-breakpoint
ALTER TABLE "telemetry"."performance_rollup" ADD COLUMN "started_at" timestamp (3) with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "telemetry"."performance_rollup" ADD COLUMN "scrap" numeric(18, 6) NOT NULL;--> statement-breakpoint
ALTER TABLE "telemetry"."performance_rollup" ADD COLUMN "rework" numeric(18, 6) NOT NULL;--> statement-breakpoint
ALTER TABLE "telemetry"."state_interval" ADD COLUMN "recorded_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "telemetry"."performance_due" ADD CONSTRAINT "performance_due_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."performance_due" ADD CONSTRAINT "performance_due_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."performance_mark" ADD CONSTRAINT "performance_mark_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "performance_rollup_unit_ix" ON "telemetry"."performance_rollup" USING btree ("work_unit_id","started_at") WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX "state_interval_recorded_ix" ON "telemetry"."state_interval" USING btree ("site_id","recorded_at");--> statement-breakpoint
ALTER TABLE "telemetry"."performance_rollup" ADD CONSTRAINT "performance_rollup_totals_ck" CHECK (least("telemetry"."performance_rollup"."processed", "telemetry"."performance_rollup"."good", "telemetry"."performance_rollup"."scrap", "telemetry"."performance_rollup"."rework") >= 0);