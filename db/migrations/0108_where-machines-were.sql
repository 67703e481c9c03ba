CREATE TABLE "reference"."former_place" (
	"work_unit_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"work_centre_id" uuid,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone NOT NULL,
	"leads" boolean NOT NULL,
	CONSTRAINT "former_place_work_unit_id_until_at_pk" PRIMARY KEY("work_unit_id","until_at"),
	CONSTRAINT "former_place_span_ck" CHECK ("reference"."former_place"."until_at" > "reference"."former_place"."from_at")
);
--> statement-breakpoint
ALTER TABLE "reference"."former_place" ADD CONSTRAINT "former_place_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."former_place" ADD CONSTRAINT "former_place_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."former_place" ADD CONSTRAINT "former_place_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "former_place_centre_ix" ON "reference"."former_place" USING btree ("work_centre_id","until_at");