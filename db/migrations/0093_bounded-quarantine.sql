ALTER TABLE "telemetry"."source_minute" ADD COLUMN "refused" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "telemetry"."quarantine" ADD COLUMN "dropped" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "quarantine_alike_ix" ON "telemetry"."quarantine" USING btree (md5(topic || reason),"received_at") WHERE replayed_at is null;