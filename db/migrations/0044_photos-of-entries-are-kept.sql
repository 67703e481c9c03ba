-- The photo of an entry and its bytes are facts like the entry itself: appended, never changed or removed, by nobody.
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON execution.entry_photo FOR EACH ROW EXECUTE FUNCTION eventlog.refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reference.photo_file FOR EACH ROW EXECUTE FUNCTION eventlog.refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON execution.entry_photo FOR EACH STATEMENT EXECUTE FUNCTION eventlog.refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON reference.photo_file FOR EACH STATEMENT EXECUTE FUNCTION eventlog.refuse_change();
--> statement-breakpoint
REVOKE UPDATE, DELETE ON execution.entry_photo, reference.photo_file FROM millrace_app;
