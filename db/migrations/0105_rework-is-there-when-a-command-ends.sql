ALTER TABLE "execution"."order_operation" DROP CONSTRAINT "order_operation_rework_ck";--> statement-breakpoint
-- No more is reworked than was sent to rework, asked when the transaction ends: a correction takes an entry back before it enters the right one (EX-19).
CREATE FUNCTION execution.check_rework() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM execution.order_operation o WHERE o.id = NEW.id AND o.rework_in - o.reworked_good - o.rework_scrap < 0) THEN
    RAISE EXCEPTION 'more of operation % is reworked than was sent to rework', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'order_operation_rework_ck';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER order_operation_rework AFTER INSERT OR UPDATE ON execution.order_operation DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.rework_in - NEW.reworked_good - NEW.rework_scrap < 0) EXECUTE FUNCTION execution.check_rework();
