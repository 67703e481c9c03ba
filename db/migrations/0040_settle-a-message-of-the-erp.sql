ALTER TABLE "execution"."labour_booking" ADD COLUMN "booked_to" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "integration"."inbox_message" ADD COLUMN "settled_by" uuid;--> statement-breakpoint
ALTER TABLE "integration"."inbox_message" ADD COLUMN "settled_second" uuid;--> statement-breakpoint
ALTER TABLE "integration"."inbox_message" ADD COLUMN "settled_reason" text;