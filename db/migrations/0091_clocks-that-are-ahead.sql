CREATE TABLE "telemetry"."fast_clock" (
	"work_unit_id" uuid PRIMARY KEY NOT NULL,
	"ahead_ms" bigint,
	"last_device_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"until_device_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "fast_clock_ahead_ck" CHECK ("telemetry"."fast_clock"."ahead_ms" > 0)
);
--> statement-breakpoint
ALTER TABLE "telemetry"."counter_reading" ADD COLUMN "device_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "telemetry"."counter_state" ADD COLUMN "last_device_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "telemetry"."sample" ADD COLUMN "device_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "telemetry"."state_sample" ADD COLUMN "device_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "telemetry"."fast_clock" ADD CONSTRAINT "fast_clock_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- A row of a day that is over has no such time, and to look through all of them would keep everybody out for as long: only the day that is on and those to come get the index.
-- That of the whole table stays marked as not valid where a day has none, which keeps nobody from using those of the days; a new day gets its own with its partition.
DO $$
DECLARE
  parent text;
  name text;
  columns text;
  child text;
BEGIN
  FOR parent, name, columns IN VALUES
    ('counter_reading', 'counter_reading_device_ix', 'equipment_number, tag_id, device_at'),
    ('sample', 'sample_device_ix', 'equipment_number, tag_id, device_at'),
    ('state_sample', 'state_sample_device_ix', 'equipment_number, device_at')
  LOOP
    IF telemetry.is_hypertable(parent) THEN
      -- What is compressed is not looked through.
      EXECUTE format('CREATE INDEX %I ON telemetry.%I USING btree (%s) WHERE device_at is not null', name, parent, columns);
      CONTINUE;
    END IF;
    EXECUTE format('CREATE INDEX %I ON ONLY telemetry.%I USING btree (%s) WHERE device_at is not null', name, parent, columns);
    FOR child IN
      SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
      WHERE i.inhparent = ('telemetry.' || quote_ident(parent))::regclass
        AND (c.relname = parent || '_default' OR right(c.relname, 8) >= to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD'))
    LOOP
      EXECUTE format('CREATE INDEX %I ON telemetry.%I USING btree (%s) WHERE device_at is not null', child || '_device_ix', child, columns);
      EXECUTE format('ALTER INDEX telemetry.%I ATTACH PARTITION telemetry.%I', name, child || '_device_ix');
    END LOOP;
  END LOOP;
END $$;
