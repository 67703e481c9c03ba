CREATE TABLE "telemetry"."attribution_due" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "telemetry"."late_count" (
	"equipment_number" integer NOT NULL,
	"tag_id" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"seq" bigint NOT NULL,
	"operation_id" uuid,
	CONSTRAINT "late_count_equipment_number_tag_id_at_seq_pk" PRIMARY KEY("equipment_number","tag_id","at","seq")
);
--> statement-breakpoint
ALTER TABLE "telemetry"."attribution_due" ADD CONSTRAINT "attribution_due_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."attribution_due" ADD CONSTRAINT "attribution_due_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."late_count" ADD CONSTRAINT "late_count_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "late_count_operation_ix" ON "telemetry"."late_count" USING btree ("operation_id","at");--> statement-breakpoint
CREATE INDEX "late_count_at_ix" ON "telemetry"."late_count" USING btree ("at");