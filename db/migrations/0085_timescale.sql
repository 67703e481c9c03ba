-- Where TimescaleDB is installed the raw telemetry may lie in its hypertables: they make and drop days by themselves and compress old ones. What is called of the
-- extension is built as text, because on plain PostgreSQL, as most are, nothing of it exists.
CREATE FUNCTION telemetry.is_hypertable(name text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  -- Ours is partitioned ('p') unless it was made one.
  SELECT relkind = 'r' FROM pg_class WHERE oid = ('telemetry.' || quote_ident(name))::regclass
$$;
--> statement-breakpoint
-- Moves samples, counter readings and state messages into hypertables of one day a chunk, rows, rights, triggers and indexes with them. Answers how many tables it moved; again, it moves none.
-- One transaction that holds the tables: the worker waits meanwhile. For the owner alone.
CREATE FUNCTION telemetry.use_timescale() RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  ext text;
  parent text;
  old text;
  statement text;
  moved integer := 0;
BEGIN
  SELECT n.nspname INTO ext FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'timescaledb';
  IF ext IS NULL THEN RAISE EXCEPTION 'the extension timescaledb is not installed in this database' USING ERRCODE = 'undefined_object'; END IF;
  FOREACH parent IN ARRAY ARRAY['sample', 'counter_reading', 'state_sample'] LOOP
    CONTINUE WHEN telemetry.is_hypertable(parent);
    old := parent || '_by_day';
    EXECUTE format('LOCK TABLE telemetry.%I IN ACCESS EXCLUSIVE MODE', parent);
    EXECUTE format('ALTER TABLE telemetry.%I RENAME TO %I', parent, old);
    EXECUTE format('CREATE TABLE telemetry.%I (LIKE telemetry.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES INCLUDING STORAGE INCLUDING COMMENTS)', parent, old);
    FOR statement IN
      SELECT replace(pg_get_triggerdef(oid), format(' ON telemetry.%I ', old), format(' ON telemetry.%I ', parent)) FROM pg_trigger
      WHERE tgrelid = ('telemetry.' || quote_ident(old))::regclass AND NOT tgisinternal
    LOOP
      EXECUTE statement;
    END LOOP;
    -- The new table has what tables of this schema get by default; who may do what is what it was.
    EXECUTE format('REVOKE ALL ON telemetry.%I FROM PUBLIC, millrace_app', parent);
    FOR statement IN
      SELECT format('GRANT %s ON telemetry.%I TO %s', a.privilege_type, parent, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END)
      FROM pg_class c CROSS JOIN aclexplode(c.relacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
      WHERE c.oid = ('telemetry.' || quote_ident(old))::regclass AND a.grantee <> c.relowner
    LOOP
      EXECUTE statement;
    END LOOP;
    EXECUTE format('SELECT %1$I.create_hypertable(%2$L::regclass, %1$I.by_range(''at'', interval ''1 day''), create_default_indexes => false)', ext, 'telemetry.' || quote_ident(parent));
    EXECUTE format('INSERT INTO telemetry.%I SELECT * FROM telemetry.%I', parent, old);
    EXECUTE format('DROP TABLE telemetry.%I', old);
    moved := moved + 1;
  END LOOP;
  -- Samples are nearly all of it. Readings and state messages stay as they are: they are asked for by operation and unit, which a compressed day has no index for.
  BEGIN
    ALTER TABLE telemetry.sample SET (timescaledb.compress, timescaledb.compress_segmentby = 'equipment_number, tag_id', timescaledb.compress_orderby = 'at, seq');
  EXCEPTION WHEN feature_not_supported THEN
    RAISE NOTICE 'this build of timescaledb does not compress: samples stay as they are';
  END;
  RETURN moved;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION telemetry.use_timescale() FROM PUBLIC;
--> statement-breakpoint
-- Compresses the oldest day of samples before the given one that is not compressed yet, where TimescaleDB holds them and can. Answers how many days it compressed: 0 or 1, so that nobody waits for long.
CREATE FUNCTION telemetry.compress_day_before(first_kept date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  ext text;
  chunk regclass;
BEGIN
  IF NOT telemetry.is_hypertable('sample') THEN RETURN 0; END IF;
  SELECT n.nspname INTO ext FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'timescaledb';
  PERFORM pg_advisory_xact_lock(hashtext('telemetry.ensure_partitions'));
  EXECUTE 'SELECT format(''%I.%I'', c.chunk_schema, c.chunk_name)::regclass
    FROM timescaledb_information.chunks c JOIN timescaledb_information.hypertables h USING (hypertable_schema, hypertable_name)
    WHERE c.hypertable_schema = ''telemetry'' AND c.hypertable_name = ''sample'' AND h.compression_enabled AND NOT c.is_compressed AND c.range_end <= $1::timestamp AT TIME ZONE ''UTC''
    ORDER BY c.range_end LIMIT 1' INTO chunk USING first_kept;
  IF chunk IS NULL THEN RETURN 0; END IF;
  EXECUTE format('SELECT %I.compress_chunk($1)', ext) USING chunk;
  RETURN 1;
END $$;
--> statement-breakpoint
REVOKE EXECUTE ON FUNCTION telemetry.compress_day_before(date) FROM PUBLIC;
--> statement-breakpoint
GRANT EXECUTE ON FUNCTION telemetry.compress_day_before(date) TO millrace_app;
--> statement-breakpoint
-- Rows that found no partition of their day, by table, counted up to a bound; a hypertable makes each day as it comes and has none.
CREATE FUNCTION telemetry.rows_without_day(most integer) RETURNS TABLE ("table" text, rows integer)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
DECLARE parent text;
BEGIN
  FOREACH parent IN ARRAY ARRAY['sample', 'counter_reading', 'state_sample'] LOOP
    "table" := parent;
    rows := 0;
    IF NOT telemetry.is_hypertable(parent) THEN
      EXECUTE format('SELECT count(*)::int FROM (SELECT 1 FROM telemetry.%I LIMIT $1) s', parent || '_default') INTO rows USING most;
    END IF;
    RETURN NEXT;
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
    -- TimescaleDB makes the chunk of a day with its first row.
    CONTINUE WHEN telemetry.is_hypertable(parent);
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
  parent text;
  gone integer;
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
  FOREACH parent IN ARRAY ARRAY['sample', 'counter_reading', 'state_sample'] LOOP
    CONTINUE WHEN NOT telemetry.is_hypertable(parent);
    EXECUTE format('SELECT count(*)::int FROM %I.drop_chunks($1::regclass, older_than => $2)', (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'timescaledb'))
      INTO gone USING 'telemetry.' || parent, first_kept::timestamp AT TIME ZONE 'UTC';
    dropped := dropped + gone;
  END LOOP;
  RETURN dropped;
END $$;
