CREATE TABLE "telemetry"."signal_mapping" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"topic_pattern" text NOT NULL,
	"value_path" text NOT NULL,
	"time_path" text,
	"work_unit" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"counter" text,
	"counter_modulus" bigint,
	"uom" text,
	"scale" numeric(18, 6) DEFAULT 1 NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "signal_mapping_counter_ck" CHECK (("telemetry"."signal_mapping"."kind" = 'COUNTER') = ("telemetry"."signal_mapping"."counter" is not null))
);
--> statement-breakpoint
ALTER TABLE "telemetry"."tag" ADD COLUMN "mapping_id" uuid;--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD CONSTRAINT "signal_mapping_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD CONSTRAINT "signal_mapping_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "telemetry"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."signal_mapping" ADD CONSTRAINT "signal_mapping_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "signal_mapping_place_uq" ON "telemetry"."signal_mapping" USING btree ("site_id","topic_pattern","value_path") WHERE active;--> statement-breakpoint
ALTER TABLE "telemetry"."tag" ADD CONSTRAINT "tag_mapping_id_signal_mapping_id_fk" FOREIGN KEY ("mapping_id") REFERENCES "telemetry"."signal_mapping"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tag_mapping_ix" ON "telemetry"."tag" USING btree ("mapping_id") WHERE mapping_id is not null;