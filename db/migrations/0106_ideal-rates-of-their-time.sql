ALTER TABLE "reference"."equipment_ideal_rate" ADD COLUMN "valid_from" timestamp (3) with time zone DEFAULT 'epoch' NOT NULL;--> statement-breakpoint
ALTER TABLE "reference"."equipment_ideal_rate" ALTER COLUMN "units_per_hour" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "reference"."equipment_ideal_rate" DROP CONSTRAINT "equipment_ideal_rate_work_unit_id_item_id_pk";--> statement-breakpoint
ALTER TABLE "reference"."equipment_ideal_rate" ADD CONSTRAINT "equipment_ideal_rate_work_unit_id_item_id_valid_from_pk" PRIMARY KEY("work_unit_id","item_id","valid_from");
