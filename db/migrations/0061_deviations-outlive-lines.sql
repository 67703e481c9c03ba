ALTER TABLE "materials"."deviation" DROP CONSTRAINT "deviation_operation_id_order_operation_id_fk";
--> statement-breakpoint
ALTER TABLE "materials"."deviation" DROP CONSTRAINT "deviation_component_id_order_component_id_fk";
