-- Invariants that the table definitions cannot state: spans that never overlap, facts that never change, partitions, and the roles that act.
CREATE EXTENSION IF NOT EXISTS btree_gist;
--> statement-breakpoint
ALTER TABLE reference.item_version ADD CONSTRAINT item_version_span_excl EXCLUDE USING gist (item_id WITH =, tstzrange(valid_from, valid_to) WITH &&);
--> statement-breakpoint
ALTER TABLE reference.work_centre_rate ADD CONSTRAINT work_centre_rate_span_excl EXCLUDE USING gist (work_centre_id WITH =, element WITH =, rate_class WITH =, tstzrange(valid_from, valid_to) WITH &&);
--> statement-breakpoint
ALTER TABLE reference.standard_cost ADD CONSTRAINT standard_cost_span_excl EXCLUDE USING gist (item_id WITH =, tstzrange(valid_from, valid_to) WITH &&);
--> statement-breakpoint
ALTER TABLE reference.price ADD CONSTRAINT price_span_excl EXCLUDE USING gist (item_id WITH =, customer WITH =, tstzrange(valid_from, valid_to) WITH &&);
--> statement-breakpoint
ALTER TABLE reference.bom_version ADD CONSTRAINT bom_version_active_excl EXCLUDE USING gist (item_id WITH =, tstzrange(valid_from, valid_to) WITH &&) WHERE (status = 'ACTIVE');
--> statement-breakpoint
ALTER TABLE reference.routing_version ADD CONSTRAINT routing_version_active_excl EXCLUDE USING gist (item_id WITH =, tstzrange(valid_from, valid_to) WITH &&) WHERE (status = 'ACTIVE');
--> statement-breakpoint
ALTER TABLE reference.calendar_window ADD CONSTRAINT calendar_window_span_excl EXCLUDE USING gist (work_centre_id WITH =, tstzrange(from_at, to_at) WITH &&);
--> statement-breakpoint
ALTER TABLE execution.operation_activity ADD CONSTRAINT operation_activity_span_excl EXCLUDE USING gist (operation_id WITH =, tstzrange(from_at, to_at) WITH &&);
--> statement-breakpoint
ALTER TABLE execution.labour_booking ADD CONSTRAINT labour_booking_span_excl EXCLUDE USING gist (person_id WITH =, operation_id WITH =, tstzrange(from_at, to_at) WITH &&) WHERE (operation_id IS NOT NULL);
--> statement-breakpoint
ALTER TABLE materials.lot_mount ADD CONSTRAINT lot_mount_span_excl EXCLUDE USING gist (work_unit_id WITH =, item_id WITH =, tstzrange(mounted_at, unmounted_at) WITH &&);
--> statement-breakpoint
ALTER TABLE materials.production_run ADD CONSTRAINT production_run_span_excl EXCLUDE USING gist (operation_id WITH =, tstzrange(from_at, to_at) WITH &&);
--> statement-breakpoint
ALTER TABLE materials.output_segment ADD CONSTRAINT output_segment_span_excl EXCLUDE USING gist (run_id WITH =, lane WITH =, tstzrange(from_at, to_at) WITH &&);
--> statement-breakpoint
ALTER TABLE telemetry.state_interval ADD CONSTRAINT state_interval_span_excl EXCLUDE USING gist (work_unit_id WITH =, tstzrange(from_at, to_at) WITH &&) WHERE (superseded_at IS NULL);
--> statement-breakpoint
ALTER TABLE costing.cost_period ADD CONSTRAINT cost_period_span_excl EXCLUDE USING gist (site_id WITH =, tstzrange(from_at, to_at) WITH &&);
--> statement-breakpoint

-- The equipment tree: a parent stands above its children, so a cycle cannot form.
CREATE FUNCTION reference.check_equipment_level() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ranks constant text[] := ARRAY['ENTERPRISE', 'SITE', 'AREA', 'WORK_CENTRE', 'WORK_UNIT'];
  parent_level text;
BEGIN
  IF NEW.parent_id IS NULL THEN RETURN NEW; END IF;
  SELECT level INTO parent_level FROM reference.equipment WHERE id = NEW.parent_id;
  IF array_position(ranks, parent_level) >= array_position(ranks, NEW.level) THEN
    RAISE EXCEPTION 'equipment % (%) cannot stand below a %', NEW.code, NEW.level, parent_level USING ERRCODE = 'check_violation', CONSTRAINT = 'equipment_level_ck';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER equipment_level BEFORE INSERT OR UPDATE OF parent_id, level ON reference.equipment FOR EACH ROW EXECUTE FUNCTION reference.check_equipment_level();
--> statement-breakpoint

-- A dispositioned quantity never exceeds its nonconformance.
CREATE FUNCTION quality.check_disposition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum(d.quantity) FROM quality.disposition d WHERE d.nonconformance_id = NEW.nonconformance_id)
     > (SELECT n.quantity FROM quality.nonconformance n WHERE n.id = NEW.nonconformance_id) THEN
    RAISE EXCEPTION 'dispositions exceed the nonconformance' USING ERRCODE = 'check_violation', CONSTRAINT = 'disposition_sum_ck';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER disposition_sum AFTER INSERT ON quality.disposition FOR EACH ROW EXECUTE FUNCTION quality.check_disposition();
--> statement-breakpoint

-- ERP's revision of an order only grows (IN-07).
CREATE FUNCTION execution.check_erp_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.erp_version < OLD.erp_version THEN
    RAISE EXCEPTION 'order % has revision %, % is older', OLD.number, OLD.erp_version, NEW.erp_version USING ERRCODE = 'check_violation', CONSTRAINT = 'production_order_erp_version_ck';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER production_order_erp_version BEFORE UPDATE ON execution.production_order FOR EACH ROW EXECUTE FUNCTION execution.check_erp_version();
--> statement-breakpoint

-- Facts are appended, never changed or removed: not by the application (its role may not) and not by the owner (the trigger refuses).
CREATE FUNCTION eventlog.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%.% is append-only: a correction is a reversal and a new entry', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['eventlog.event', 'eventlog.seal', 'eventlog.command', 'eventlog.anchor', 'execution.production_entry', 'materials.material_move',
    'materials.genealogy_edge', 'costing.cost_line', 'costing.restatement', 'quality.result', 'quality.disposition', 'integration.message_attempt', 'identity.audit_entry'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION eventlog.refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION eventlog.refuse_change()', t);
  END LOOP;
  FOREACH t IN ARRAY ARRAY['telemetry.sample', 'telemetry.counter_reading', 'telemetry.state_sample'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION eventlog.refuse_change()', t);
  END LOOP;
END $$;
--> statement-breakpoint

-- Telemetry partitions by day, made ahead by the worker. What falls outside lands in the default partition, which health watches.
CREATE TABLE telemetry.sample_default PARTITION OF telemetry.sample DEFAULT;
--> statement-breakpoint
CREATE TABLE telemetry.counter_reading_default PARTITION OF telemetry.counter_reading DEFAULT;
--> statement-breakpoint
CREATE TABLE telemetry.state_sample_default PARTITION OF telemetry.state_sample DEFAULT;
--> statement-breakpoint
-- A range scan over all tags of a span reads this instead of the whole partition; it costs nothing to keep.
CREATE INDEX sample_at_brin ON telemetry.sample USING brin (at);
--> statement-breakpoint
CREATE FUNCTION telemetry.ensure_partitions(first_day date, last_day date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  parent text;
  day date;
  made integer := 0;
  child text;
BEGIN
  IF last_day - first_day > 400 THEN RAISE EXCEPTION 'at most 400 days of partitions at a time'; END IF;
  -- One maker at a time; the others find the work done.
  PERFORM pg_advisory_xact_lock(hashtext('telemetry.ensure_partitions'));
  FOREACH parent IN ARRAY ARRAY['sample', 'counter_reading', 'state_sample'] LOOP
    FOR day IN SELECT generate_series(first_day, last_day, interval '1 day')::date LOOP
      child := parent || '_' || to_char(day, 'YYYYMMDD');
      IF to_regclass('telemetry.' || quote_ident(child)) IS NULL THEN
        EXECUTE format('CREATE TABLE telemetry.%I PARTITION OF telemetry.%I FOR VALUES FROM (%L) TO (%L)', child, parent, day::text || ' 00:00+00', (day + 1)::text || ' 00:00+00');
        made := made + 1;
      END IF;
    END LOOP;
  END LOOP;
  RETURN made;
END $$;
--> statement-breakpoint
-- Retention: whole days older than the given one go at once. Rollups stay.
CREATE FUNCTION telemetry.drop_partitions_before(first_kept date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  child record;
  dropped integer := 0;
BEGIN
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
--> statement-breakpoint

-- The application acts as this role whatever user it signs in as; reports read with the other.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'millrace_app') THEN CREATE ROLE millrace_app NOLOGIN; END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'millrace_report') THEN CREATE ROLE millrace_report NOLOGIN; END IF;
  EXECUTE format('GRANT millrace_app, millrace_report TO %I', current_user);
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of the cluster made them at the same moment
END $$;
--> statement-breakpoint
DO $$
DECLARE s text;
BEGIN
  FOREACH s IN ARRAY ARRAY['reference', 'execution', 'materials', 'quality', 'costing', 'telemetry', 'integration', 'identity', 'eventlog'] LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO millrace_app', s);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO millrace_app', s);
    EXECUTE format('GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO millrace_app', s);
    EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO millrace_app', s);
    IF s <> 'identity' THEN
      EXECUTE format('GRANT USAGE ON SCHEMA %I TO millrace_report', s);
      EXECUTE format('GRANT SELECT ON ALL TABLES IN SCHEMA %I TO millrace_report', s);
      EXECUTE format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT SELECT ON TABLES TO millrace_report', s);
    END IF;
  END LOOP;
END $$;
--> statement-breakpoint
REVOKE UPDATE, DELETE ON eventlog.event, eventlog.seal, eventlog.command, eventlog.anchor, execution.production_entry, materials.material_move, materials.genealogy_edge,
  costing.cost_line, costing.restatement, quality.result, quality.disposition, integration.message_attempt, identity.audit_entry,
  telemetry.sample, telemetry.counter_reading, telemetry.state_sample FROM millrace_app;
