-- Reports read what the log says of a photo, and never the photo itself: it may show people.
REVOKE SELECT ON reference.photo_file FROM millrace_report;--> statement-breakpoint
GRANT SELECT (id, site_id, sha256, content_type, stored_at) ON reference.photo_file TO millrace_report;
