CREATE TABLE "execution"."entry_photo" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"sha256" text NOT NULL,
	"size" integer NOT NULL,
	"taken_by" uuid,
	"taken_at" timestamp (3) with time zone NOT NULL,
	"record_time" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "entry_photo_entry_uq" UNIQUE("entry_id")
);
--> statement-breakpoint
CREATE TABLE "reference"."photo_file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"sha256" text NOT NULL,
	"content_type" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"stored_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "photo_file_uq" UNIQUE("site_id","sha256"),
	CONSTRAINT "photo_file_size_ck" CHECK (octet_length("reference"."photo_file"."bytes") between 1 and 524288),
	CONSTRAINT "photo_file_sha256_ck" CHECK ("reference"."photo_file"."sha256" = encode(sha256("reference"."photo_file"."bytes"), 'hex'))
);
--> statement-breakpoint
ALTER TABLE "execution"."entry_photo" ADD CONSTRAINT "entry_photo_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."entry_photo" ADD CONSTRAINT "entry_photo_entry_id_production_entry_id_fk" FOREIGN KEY ("entry_id") REFERENCES "execution"."production_entry"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."entry_photo" ADD CONSTRAINT "entry_photo_taken_by_person_id_fk" FOREIGN KEY ("taken_by") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."entry_photo" ADD CONSTRAINT "entry_photo_file_fk" FOREIGN KEY ("site_id","sha256") REFERENCES "reference"."photo_file"("site_id","sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."photo_file" ADD CONSTRAINT "photo_file_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;