-- At any instant one version at most counts for an item and an operation.
ALTER TABLE quality.instruction ADD CONSTRAINT instruction_span_excl EXCLUDE USING gist (item_id WITH =, op_no WITH =, tstzrange(valid_from, valid_to) WITH &&) WHERE (valid_from IS NOT NULL);
--> statement-breakpoint
-- What people have read is what they will find when they are asked about it.
CREATE FUNCTION quality.keep_instruction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a version of an instruction is kept' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF (NEW.site_id, NEW.item_id, NEW.op_no, NEW.version) IS DISTINCT FROM (OLD.site_id, OLD.item_id, OLD.op_no, OLD.version)
    OR (OLD.state <> 'DRAFT' AND (NEW.title, NEW.content, NEW.gate, NEW.valid_from) IS DISTINCT FROM (OLD.title, OLD.content, OLD.gate, OLD.valid_from)) THEN
    RAISE EXCEPTION 'a published version of an instruction is never changed: write a new one' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER keep_instruction BEFORE UPDATE OR DELETE ON quality.instruction FOR EACH ROW EXECUTE FUNCTION quality.keep_instruction();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON quality.instruction_acknowledgement FOR EACH ROW EXECUTE FUNCTION eventlog.refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reference.instruction_file FOR EACH ROW EXECUTE FUNCTION eventlog.refuse_change();
