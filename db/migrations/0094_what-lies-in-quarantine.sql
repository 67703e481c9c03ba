ALTER TABLE "telemetry"."quarantine" ADD COLUMN "metric" text;--> statement-breakpoint
ALTER TABLE "telemetry"."quarantine" ADD COLUMN "rebirth_asked" boolean DEFAULT false NOT NULL;