CREATE TABLE "execution"."handover_reading" (
	"handover_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"read_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "handover_reading_handover_id_person_id_pk" PRIMARY KEY("handover_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "execution"."handover" ADD COLUMN "counts" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "execution"."handover_reading" ADD CONSTRAINT "handover_reading_handover_id_handover_id_fk" FOREIGN KEY ("handover_id") REFERENCES "execution"."handover"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."handover_reading" ADD CONSTRAINT "handover_reading_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."handover_reading" ADD CONSTRAINT "handover_reading_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "handover_unit_ix" ON "execution"."handover" USING btree ("work_unit_id","offered_at");--> statement-breakpoint
ALTER TABLE "execution"."handover" ADD CONSTRAINT "handover_accepted_ck" CHECK (("execution"."handover"."accepted_by" is null) = ("execution"."handover"."accepted_at" is null));