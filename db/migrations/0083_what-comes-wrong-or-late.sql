CREATE TABLE "telemetry"."fast_clock" (
	"address" text PRIMARY KEY NOT NULL,
	"ahead_ms" bigint NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fast_clock_ahead_ck" CHECK ("telemetry"."fast_clock"."ahead_ms" > 0)
);
--> statement-breakpoint
CREATE TABLE "telemetry"."attribution_due" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "telemetry"."quarantine" ADD COLUMN "metric" text;--> statement-breakpoint
ALTER TABLE "telemetry"."quarantine" ADD COLUMN "rebirth_asked" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "telemetry"."attribution_due" ADD CONSTRAINT "attribution_due_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."attribution_due" ADD CONSTRAINT "attribution_due_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;