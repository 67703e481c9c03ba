ALTER TABLE "execution"."operation_activity" ADD COLUMN "comment" text;--> statement-breakpoint
ALTER TABLE "execution"."production_entry" ADD COLUMN "override_reason" text;--> statement-breakpoint
ALTER TABLE "telemetry"."state_interval" ADD COLUMN "classified_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "telemetry"."state_interval" ADD COLUMN "comment" text;