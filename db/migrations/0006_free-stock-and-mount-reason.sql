ALTER TABLE "materials"."lot_stock" DROP CONSTRAINT "lot_stock_reserved_ck";--> statement-breakpoint
ALTER TABLE "materials"."lot_mount" ADD COLUMN "reason" text;--> statement-breakpoint
CREATE INDEX "lot_stock_on_hand_ix" ON "materials"."lot_stock" USING btree ("site_id","lot_id") WHERE on_hand > 0;--> statement-breakpoint
ALTER TABLE "materials"."lot_stock" ADD CONSTRAINT "lot_stock_reserved_ck" CHECK ("materials"."lot_stock"."reserved" >= 0 and "materials"."lot_stock"."reserved" <= "materials"."lot_stock"."on_hand");