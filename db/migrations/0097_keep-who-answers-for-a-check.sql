ALTER TABLE "quality"."check" ADD COLUMN "recorded_signer" uuid;--> statement-breakpoint
ALTER TABLE "quality"."check" ADD COLUMN "recorded_name" text;