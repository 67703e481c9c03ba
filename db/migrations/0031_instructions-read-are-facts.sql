-- Who has read what, and the pictures that were shown, are facts like others: appended, never changed or removed, by nobody.
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON quality.instruction_acknowledgement FOR EACH STATEMENT EXECUTE FUNCTION eventlog.refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON reference.instruction_file FOR EACH STATEMENT EXECUTE FUNCTION eventlog.refuse_change();
--> statement-breakpoint
REVOKE UPDATE, DELETE ON quality.instruction_acknowledgement, reference.instruction_file FROM millrace_app;
