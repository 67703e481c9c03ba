ALTER TABLE "telemetry"."fast_clock" ADD COLUMN "first_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "telemetry"."fast_clock" SET "first_at" = "last_at" - interval '9 days';--> statement-breakpoint
ALTER TABLE "telemetry"."fast_clock" ALTER COLUMN "first_at" SET NOT NULL;
