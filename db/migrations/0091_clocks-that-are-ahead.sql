CREATE TABLE "telemetry"."fast_clock" (
	"work_unit_id" uuid PRIMARY KEY NOT NULL,
	"ahead_ms" bigint,
	"last_device_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"until_device_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fast_clock_ahead_ck" CHECK ("telemetry"."fast_clock"."ahead_ms" > 0)
);
--> statement-breakpoint
ALTER TABLE "telemetry"."counter_reading" ADD COLUMN "device_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "telemetry"."counter_state" ADD COLUMN "last_device_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "telemetry"."sample" ADD COLUMN "device_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "telemetry"."state_sample" ADD COLUMN "device_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "telemetry"."fast_clock" ADD CONSTRAINT "fast_clock_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "counter_reading_device_ix" ON "telemetry"."counter_reading" USING btree ("equipment_number","tag_id","device_at") WHERE device_at is not null;--> statement-breakpoint
CREATE INDEX "sample_device_ix" ON "telemetry"."sample" USING btree ("equipment_number","tag_id","device_at") WHERE device_at is not null;--> statement-breakpoint
CREATE INDEX "state_sample_device_ix" ON "telemetry"."state_sample" USING btree ("equipment_number","device_at") WHERE device_at is not null;