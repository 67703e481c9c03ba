CREATE TABLE "telemetry"."rollup_hour" (
	"equipment_number" integer NOT NULL,
	"tag_id" integer NOT NULL,
	"hour" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL,
	"sum" numeric NOT NULL,
	"min" double precision NOT NULL,
	"max" double precision NOT NULL,
	"last" double precision NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"last_seq" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "rollup_hour_equipment_number_tag_id_hour_pk" PRIMARY KEY("equipment_number","tag_id","hour")
);
--> statement-breakpoint
ALTER TABLE "telemetry"."rollup_minute" ALTER COLUMN "sum" SET DATA TYPE numeric;--> statement-breakpoint
ALTER TABLE "telemetry"."rollup_minute" ADD COLUMN "last_seq" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
INSERT INTO "telemetry"."rollup_hour" ("equipment_number", "tag_id", "hour", "count", "sum", "min", "max", "last", "last_at", "last_seq")
SELECT equipment_number, tag_id, date_trunc($$hour$$, minute, $$UTC$$), sum(count)::integer, sum(sum), min(min), max(max), (array_agg(last ORDER BY last_at DESC))[1], max(last_at), 0
FROM telemetry.rollup_minute GROUP BY 1, 2, 3;
