CREATE TABLE "telemetry"."source_minute" (
	"source_id" uuid NOT NULL,
	"minute" timestamp (3) with time zone NOT NULL,
	"readings" integer NOT NULL,
	"timed" integer NOT NULL,
	"delay_sum_ms" double precision NOT NULL,
	"delay_min_ms" double precision,
	"delay_max_ms" double precision,
	"last_received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "source_minute_source_id_minute_pk" PRIMARY KEY("source_id","minute")
);
--> statement-breakpoint
CREATE TABLE "telemetry"."source_state" (
	"source_id" uuid PRIMARY KEY NOT NULL,
	"unlisted" bigint NOT NULL,
	"unlisted_example" text NOT NULL,
	"unlisted_at" timestamp (3) with time zone NOT NULL,
	"quarantined_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "telemetry"."unmapped_message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"source_id" uuid NOT NULL,
	"address" text NOT NULL,
	"metric" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "telemetry"."unmapped_metric" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"address" text NOT NULL,
	"path" text NOT NULL,
	"last_value" text,
	"unit" text,
	"count" bigint NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"ignored_at" timestamp (3) with time zone,
	CONSTRAINT "unmapped_metric_uq" UNIQUE("source_id","address","path")
);
--> statement-breakpoint
ALTER TABLE "telemetry"."source_minute" ADD CONSTRAINT "source_minute_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "telemetry"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."source_state" ADD CONSTRAINT "source_state_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "telemetry"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."unmapped_message" ADD CONSTRAINT "unmapped_message_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "telemetry"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."unmapped_metric" ADD CONSTRAINT "unmapped_metric_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."unmapped_metric" ADD CONSTRAINT "unmapped_metric_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "telemetry"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "unmapped_message_owner_ix" ON "telemetry"."unmapped_message" USING btree ("source_id","address","metric","id");