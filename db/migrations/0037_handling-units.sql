CREATE SEQUENCE "materials"."sscc_serial" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
ALTER TABLE "reference"."site" ADD COLUMN "gs1_company_prefix" text;--> statement-breakpoint
ALTER TABLE "materials"."handling_unit" ADD COLUMN "entry_id" uuid;--> statement-breakpoint
ALTER TABLE "materials"."handling_unit" ADD COLUMN "taken_back_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "materials"."handling_unit" ADD CONSTRAINT "handling_unit_entry_id_production_entry_id_fk" FOREIGN KEY ("entry_id") REFERENCES "execution"."production_entry"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "handling_unit_lot_ix" ON "materials"."handling_unit" USING btree ("lot_id");--> statement-breakpoint
CREATE UNIQUE INDEX "handling_unit_entry_uq" ON "materials"."handling_unit" USING btree ("entry_id");--> statement-breakpoint
ALTER TABLE "reference"."site" ADD CONSTRAINT "site_gs1_company_prefix_ck" CHECK ("reference"."site"."gs1_company_prefix" ~ '^[0-9]{6,12}$');