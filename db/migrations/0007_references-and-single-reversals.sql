ALTER TABLE "execution"."production_entry" ADD CONSTRAINT "production_entry_reverses_id_production_entry_id_fk" FOREIGN KEY ("reverses_id") REFERENCES "execution"."production_entry"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."production_order" ADD CONSTRAINT "production_order_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "integration"."connection"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."genealogy_edge" ADD CONSTRAINT "genealogy_edge_reverses_id_genealogy_edge_id_fk" FOREIGN KEY ("reverses_id") REFERENCES "materials"."genealogy_edge"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_component_id_order_component_id_fk" FOREIGN KEY ("component_id") REFERENCES "execution"."order_component"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_entry_id_production_entry_id_fk" FOREIGN KEY ("entry_id") REFERENCES "execution"."production_entry"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_reverses_id_material_move_id_fk" FOREIGN KEY ("reverses_id") REFERENCES "materials"."material_move"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."cost_line" ADD CONSTRAINT "cost_line_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."cost_line" ADD CONSTRAINT "cost_line_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."cost_line" ADD CONSTRAINT "cost_line_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."cost_line" ADD CONSTRAINT "cost_line_source_event_id_event_id_fk" FOREIGN KEY ("source_event_id") REFERENCES "eventlog"."event"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."cost_line" ADD CONSTRAINT "cost_line_reverses_id_cost_line_id_fk" FOREIGN KEY ("reverses_id") REFERENCES "costing"."cost_line"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "genealogy_edge_reverses_uq" ON "materials"."genealogy_edge" USING btree ("reverses_id") WHERE reverses_id is not null;--> statement-breakpoint
CREATE INDEX "material_move_entry_ix" ON "materials"."material_move" USING btree ("entry_id") WHERE entry_id is not null;--> statement-breakpoint
CREATE INDEX "material_move_component_ix" ON "materials"."material_move" USING btree ("component_id") WHERE component_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "cost_line_reverses_uq" ON "costing"."cost_line" USING btree ("reverses_id") WHERE reverses_id is not null;--> statement-breakpoint
CREATE INDEX "cost_line_operation_ix" ON "costing"."cost_line" USING btree ("operation_id");--> statement-breakpoint

-- What the table definitions cannot state, because one file would have to know the other both ways, or because the check must wait.
-- The entry is the fact before the lot that it makes, so this one is looked at when the transaction ends.
ALTER TABLE execution.production_entry ADD CONSTRAINT production_entry_lot_id_lot_id_fk FOREIGN KEY (lot_id) REFERENCES materials.lot (id) DEFERRABLE INITIALLY DEFERRED;
--> statement-breakpoint
ALTER TABLE integration.outbox_message ADD CONSTRAINT outbox_message_order_id_production_order_id_fk FOREIGN KEY (order_id) REFERENCES execution.production_order (id);
--> statement-breakpoint

-- A person attends once at a time, and a unit is planned to be down once at a time.
ALTER TABLE execution.shift_crew ADD CONSTRAINT shift_crew_span_excl EXCLUDE USING gist (person_id WITH =, tstzrange(in_at, out_at) WITH &&);
--> statement-breakpoint
ALTER TABLE reference.planned_downtime ADD CONSTRAINT planned_downtime_span_excl EXCLUDE USING gist (work_unit_id WITH =, tstzrange(from_at, to_at) WITH &&);
