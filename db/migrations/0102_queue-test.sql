CREATE TABLE "telemetry"."queue_test" (
	"broker" text PRIMARY KEY NOT NULL,
	"id" uuid NOT NULL,
	"started_at" timestamp (3) with time zone,
	"asked_at" timestamp (3) with time zone,
	"tested_at" timestamp (3) with time zone,
	"said" integer,
	"kept" integer,
	"problem" jsonb,
	CONSTRAINT "queue_test_kept_ck" CHECK ("telemetry"."queue_test"."kept" between 0 and "telemetry"."queue_test"."said")
);
