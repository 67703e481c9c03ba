ALTER TABLE "integration"."connection" ADD COLUMN "last_error_code" text;--> statement-breakpoint
ALTER TABLE "integration"."connection" ADD COLUMN "last_read_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "integration"."connection" ADD COLUMN "read_failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "integration"."connection" ADD COLUMN "read_failed_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "integration"."connection" ADD COLUMN "read_error" text;--> statement-breakpoint
ALTER TABLE "integration"."connection" ADD COLUMN "read_error_code" text;--> statement-breakpoint
ALTER TABLE "integration"."connection" ADD COLUMN "read_wait_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "integration"."connection" ADD COLUMN "read_leased_by" text;--> statement-breakpoint
ALTER TABLE "integration"."connection" ADD COLUMN "read_leased_until" timestamp (3) with time zone;