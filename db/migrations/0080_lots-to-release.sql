CREATE INDEX "lot_pending_ix" ON "materials"."lot" USING btree ("site_id","made_at") WHERE mes_status = 'PENDING';--> statement-breakpoint
CREATE INDEX "lot_order_ix" ON "materials"."lot" USING btree ("order_id") WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX "check_lot_ix" ON "quality"."check" USING btree ("lot_id") WHERE lot_id is not null;