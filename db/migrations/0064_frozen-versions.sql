-- What the ERP said of a version stands: rates, prices, costs, conversions and what an item, a list or a plan is made of. A version only ends, or makes
-- room for another one of its name; the columns that say so are named by the trigger.
CREATE FUNCTION reference.keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' OR to_jsonb(NEW) - TG_ARGV IS DISTINCT FROM to_jsonb(OLD) - TG_ARGV THEN
    RAISE EXCEPTION 'a version in %.% is never changed: what is different is a new version', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
DO $$
DECLARE
  kept record;
BEGIN
  FOR kept IN
    SELECT * FROM (VALUES
      ('reference.item_version', ARRAY['valid_to']),
      ('reference.uom_conversion', ARRAY['valid_to']),
      ('reference.work_centre_rate', ARRAY['valid_to']),
      ('reference.price', ARRAY['valid_to']),
      ('reference.standard_cost', ARRAY['version', 'valid_to']),
      ('reference.bom_version', ARRAY['version', 'status', 'valid_to']),
      ('reference.routing_version', ARRAY['version', 'status', 'valid_to']),
      ('quality.inspection_plan', ARRAY['version', 'valid_to'])
    ) AS v(name, ends)
  LOOP
    EXECUTE format('CREATE TRIGGER keep_version BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION reference.keep_version(%s)', kept.name,
      (SELECT string_agg(quote_literal(e), ', ') FROM unnest(kept.ends) AS e));
    EXECUTE format('CREATE TRIGGER keep_version_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION reference.keep_version()', kept.name);
    EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM millrace_app', kept.name);
    EXECUTE format('GRANT UPDATE (%s) ON %s TO millrace_app', array_to_string(kept.ends, ', '), kept.name);
  END LOOP;
END $$;
--> statement-breakpoint
-- The lines of a version have no end of their own, and a signature stands as it was given (SEC-12).
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['reference.bom_line', 'reference.bom_line_substitute', 'reference.routing_operation', 'quality.characteristic', 'identity.signature'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION eventlog.refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION eventlog.refuse_change()', t);
    EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM millrace_app', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- No item is needed to make itself, over all levels of the active lists (§2.1). One list is written at a time, so that two can't close a ring together.
CREATE FUNCTION reference.check_bom_ring() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  parent uuid;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('reference.check_bom_ring'));
  SELECT item_id INTO parent FROM reference.bom_version WHERE id = NEW.bom_version_id;
  IF EXISTS (
    WITH RECURSIVE needed (item_id) AS (
      SELECT NEW.item_id
      UNION
      SELECT l.item_id FROM needed n JOIN reference.bom_version v ON v.item_id = n.item_id AND v.status = 'ACTIVE' JOIN reference.bom_line l ON l.bom_version_id = v.id
    )
    SELECT 1 FROM needed WHERE item_id = parent
  ) THEN
    RAISE EXCEPTION 'an item would be needed to make itself' USING ERRCODE = 'check_violation', CONSTRAINT = 'bom_line_ring_ck';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER bom_line_ring BEFORE INSERT ON reference.bom_line FOR EACH ROW EXECUTE FUNCTION reference.check_bom_ring();
