CREATE TABLE "telemetry"."breach_window" (
	"equipment_number" integer NOT NULL,
	"tag_id" integer NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone,
	CONSTRAINT "breach_window_equipment_number_tag_id_from_at_pk" PRIMARY KEY("equipment_number","tag_id","from_at"),
	CONSTRAINT "breach_window_span_ck" CHECK ("telemetry"."breach_window"."to_at" > "telemetry"."breach_window"."from_at")
);
--> statement-breakpoint
CREATE TABLE "telemetry"."parameter_alarm" (
	"tag_id" integer PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone,
	CONSTRAINT "parameter_alarm_span_ck" CHECK ("telemetry"."parameter_alarm"."to_at" > "telemetry"."parameter_alarm"."from_at")
);
--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD COLUMN "lower_limit" numeric(18, 6);--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD COLUMN "upper_limit" numeric(18, 6);--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD COLUMN "sample_interval_seconds" integer;--> statement-breakpoint
ALTER TABLE "telemetry"."tag" ADD COLUMN "sample_interval_seconds" integer;--> statement-breakpoint
ALTER TABLE "telemetry"."breach_window" ADD CONSTRAINT "breach_window_tag_id_tag_id_fk" FOREIGN KEY ("tag_id") REFERENCES "telemetry"."tag"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."parameter_alarm" ADD CONSTRAINT "parameter_alarm_tag_id_tag_id_fk" FOREIGN KEY ("tag_id") REFERENCES "telemetry"."tag"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."parameter_alarm" ADD CONSTRAINT "parameter_alarm_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "breach_window_open_uq" ON "telemetry"."breach_window" USING btree ("tag_id") WHERE to_at is null;--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD CONSTRAINT "signal_mapping_limits_ck" CHECK ("telemetry"."signal_mapping"."lower_limit" < "telemetry"."signal_mapping"."upper_limit" and "telemetry"."signal_mapping"."sample_interval_seconds" > 0);--> statement-breakpoint
ALTER TABLE "telemetry"."tag" ADD CONSTRAINT "tag_interval_ck" CHECK ("telemetry"."tag"."sample_interval_seconds" > 0);