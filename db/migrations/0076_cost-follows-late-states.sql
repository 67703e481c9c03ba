CREATE TABLE "telemetry"."restated_mark" (
	"site_id" uuid PRIMARY KEY NOT NULL,
	"heard_until" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "telemetry"."restated_mark" ADD CONSTRAINT "restated_mark_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;