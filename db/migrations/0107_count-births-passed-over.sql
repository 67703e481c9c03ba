ALTER TABLE "telemetry"."sparkplug_node" ADD COLUMN "passed_over" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "telemetry"."sparkplug_node" ADD COLUMN "passed_over_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "telemetry"."sparkplug_node" ADD COLUMN "passed_over_at" timestamp (3) with time zone;