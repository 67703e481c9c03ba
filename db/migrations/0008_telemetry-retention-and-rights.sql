-- Who reads may not remove: these two run with the owner's rights, so only the application's role may call them.
REVOKE EXECUTE ON FUNCTION telemetry.ensure_partitions(date, date), telemetry.drop_partitions_before(date) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION telemetry.ensure_partitions(date, date), telemetry.drop_partitions_before(date) TO millrace_app;
--> statement-breakpoint
-- Partitions were made with the rights of any table; what is appended only is appended only below its parent as well.
DO $$
DECLARE child regclass;
BEGIN
  FOR child IN
    SELECT i.inhrelid::regclass FROM pg_inherits i WHERE i.inhparent IN ('telemetry.sample'::regclass, 'telemetry.counter_reading'::regclass, 'telemetry.state_sample'::regclass)
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM millrace_app', child);
  END LOOP;
END $$;
--> statement-breakpoint
-- Makes the partitions of these days, and of every day that has rows in the default partition; those rows move into theirs. A partition is
-- attached, not created in place: that lets others write to the parent meanwhile. Answers how many were made.
CREATE OR REPLACE FUNCTION telemetry.ensure_partitions(first_day date, last_day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  parent text;
  day date;
  days date[];
  made integer := 0;
  child text;
  spare text;
  low text;
  high text;
BEGIN
  IF last_day - first_day > 400 THEN RAISE EXCEPTION 'at most 400 days of partitions at a time'; END IF;
  -- One maker at a time; the others find the work done.
  PERFORM pg_advisory_xact_lock(hashtext('telemetry.ensure_partitions'));
  FOREACH parent IN ARRAY ARRAY['sample', 'counter_reading', 'state_sample'] LOOP
    spare := parent || '_default';
    EXECUTE format('SELECT array_agg(DISTINCT (at AT TIME ZONE ''UTC'')::date) FROM telemetry.%I', spare) INTO days;
    FOR day IN SELECT generate_series(first_day, last_day, interval '1 day')::date UNION SELECT unnest(days) ORDER BY 1 LOOP
      child := parent || '_' || to_char(day, 'YYYYMMDD');
      CONTINUE WHEN to_regclass('telemetry.' || quote_ident(child)) IS NOT NULL;
      low := day::text || ' 00:00+00';
      high := (day + 1)::text || ' 00:00+00';
      EXECUTE format('CREATE TABLE telemetry.%I (LIKE telemetry.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', child, parent);
      EXECUTE format('REVOKE UPDATE, DELETE ON telemetry.%I FROM millrace_app', child);
      -- Nothing may arrive in the default partition between the move and the new bounds.
      EXECUTE format('LOCK TABLE telemetry.%I IN ACCESS EXCLUSIVE MODE', spare);
      EXECUTE format('INSERT INTO telemetry.%I SELECT * FROM telemetry.%I WHERE at >= %L AND at < %L', child, spare, low, high);
      IF FOUND OR day = ANY (days) THEN
        -- The rows are not changed, they change place: the refusal stands aside for this statement and for nobody else.
        EXECUTE format('ALTER TABLE telemetry.%I DISABLE TRIGGER append_only', spare);
        EXECUTE format('DELETE FROM telemetry.%I WHERE at >= %L AND at < %L', spare, low, high);
        EXECUTE format('ALTER TABLE telemetry.%I ENABLE TRIGGER append_only', spare);
      END IF;
      EXECUTE format('ALTER TABLE telemetry.%I ATTACH PARTITION telemetry.%I FOR VALUES FROM (%L) TO (%L)', parent, child, low, high);
      made := made + 1;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
--> statement-breakpoint
-- Retention: whole days older than the given one go at once. Rollups stay. The last 90 days stay whoever asks: sources may deliver as late as that.
CREATE OR REPLACE FUNCTION telemetry.drop_partitions_before(first_kept date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  child record;
  dropped integer := 0;
BEGIN
  IF first_kept > (now() AT TIME ZONE 'UTC')::date - 90 THEN
    RAISE EXCEPTION 'the last 90 days of telemetry are kept, % is later', first_kept USING ERRCODE = 'insufficient_privilege';
  END IF;
  FOR child IN
    SELECT c.relname FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace n ON n.oid = p.relnamespace
    WHERE n.nspname = 'telemetry' AND p.relname IN ('sample', 'counter_reading', 'state_sample') AND c.relname ~ '_[0-9]{8}$'
      AND to_date(right(c.relname, 8), 'YYYYMMDD') < first_kept
  LOOP
    EXECUTE format('DROP TABLE telemetry.%I', child.relname);
    dropped := dropped + 1;
  END LOOP;
  RETURN dropped;
END $$;
