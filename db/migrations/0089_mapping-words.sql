ALTER TABLE "telemetry"."signal_mapping" ADD COLUMN "time_from" text DEFAULT 'MESSAGE' NOT NULL;--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD COLUMN "local_time" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD COLUMN "mode_path" text;--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD COLUMN "modes" jsonb;--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD COLUMN "states" jsonb;--> statement-breakpoint
ALTER TABLE "telemetry"."tag" ADD COLUMN "states" jsonb;--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD CONSTRAINT "signal_mapping_time_from_known" CHECK ("time_from" in ('MESSAGE', 'ARRIVAL'));--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD CONSTRAINT "signal_mapping_state_ck" CHECK ("telemetry"."signal_mapping"."kind" = 'STATE' or ("telemetry"."signal_mapping"."states" is null and "telemetry"."signal_mapping"."mode_path" is null and "telemetry"."signal_mapping"."modes" is null));