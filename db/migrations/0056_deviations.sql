CREATE TABLE "materials"."deviation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"number" text NOT NULL,
	"order_id" uuid NOT NULL,
	"operation_id" uuid NOT NULL,
	"component_id" uuid NOT NULL,
	"lot_id" uuid NOT NULL,
	"quantity" numeric(18, 6) NOT NULL,
	"uom" text NOT NULL,
	"reason" text NOT NULL,
	"asked_by" uuid NOT NULL,
	"asked_name" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"valid_until" timestamp (3) with time zone NOT NULL,
	"planned_by" uuid,
	"planned_name" text,
	"planned_at" timestamp (3) with time zone,
	"quality_by" uuid,
	"quality_name" text,
	"quality_at" timestamp (3) with time zone,
	"refused_by" uuid,
	"refused_name" text,
	"refused_at" timestamp (3) with time zone,
	"refusal" text,
	CONSTRAINT "deviation_number_uq" UNIQUE("site_id","number"),
	CONSTRAINT "deviation_quantity_ck" CHECK ("materials"."deviation"."quantity" > 0),
	CONSTRAINT "deviation_people_ck" CHECK ("materials"."deviation"."planned_by" is distinct from "materials"."deviation"."asked_by" and "materials"."deviation"."quality_by" is distinct from "materials"."deviation"."asked_by" and ("materials"."deviation"."planned_by" is null or "materials"."deviation"."planned_by" is distinct from "materials"."deviation"."quality_by"))
);
--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD COLUMN "deviation_id" uuid;--> statement-breakpoint
ALTER TABLE "materials"."deviation" ADD CONSTRAINT "deviation_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."deviation" ADD CONSTRAINT "deviation_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."deviation" ADD CONSTRAINT "deviation_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."deviation" ADD CONSTRAINT "deviation_component_id_order_component_id_fk" FOREIGN KEY ("component_id") REFERENCES "execution"."order_component"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."deviation" ADD CONSTRAINT "deviation_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."deviation" ADD CONSTRAINT "deviation_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deviation_operation_ix" ON "materials"."deviation" USING btree ("operation_id");--> statement-breakpoint
CREATE INDEX "deviation_site_ix" ON "materials"."deviation" USING btree ("site_id","asked_at");--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_deviation_id_deviation_id_fk" FOREIGN KEY ("deviation_id") REFERENCES "materials"."deviation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "material_move_deviation_ix" ON "materials"."material_move" USING btree ("deviation_id") WHERE deviation_id is not null;