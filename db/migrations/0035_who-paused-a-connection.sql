ALTER TABLE "integration"."connection" ADD COLUMN "paused_by" uuid;--> statement-breakpoint
ALTER TABLE "integration"."connection" ADD COLUMN "paused_at" timestamp (3) with time zone;