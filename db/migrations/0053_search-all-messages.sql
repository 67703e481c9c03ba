DROP INDEX "integration"."outbox_message_recent_ix";--> statement-breakpoint
DROP INDEX "integration"."inbox_message_subject_ix";--> statement-breakpoint
DROP INDEX "integration"."inbox_message_type_ix";--> statement-breakpoint
CREATE INDEX "inbox_message_key_ix" ON "integration"."inbox_message" USING btree ("message_id" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "inbox_message_list_ix" ON "integration"."inbox_message" USING btree ("connection_id","site_id","received_at","id");--> statement-breakpoint
CREATE INDEX "inbox_message_reason_ix" ON "integration"."inbox_message" USING gin (to_tsvector('simple', reason)) WHERE reason is not null;--> statement-breakpoint
CREATE INDEX "outbox_message_list_ix" ON "integration"."outbox_message" USING btree ("connection_id","site_id","record_time","id");--> statement-breakpoint
CREATE INDEX "outbox_message_type_ix" ON "integration"."outbox_message" USING btree ("connection_id","site_id","type","record_time","id");--> statement-breakpoint
CREATE INDEX "outbox_message_subject_ix" ON "integration"."outbox_message" USING btree ("subject" text_pattern_ops);--> statement-breakpoint
CREATE INDEX "outbox_message_document_ix" ON "integration"."outbox_message" USING btree ("document" text_pattern_ops) WHERE length(document) <= 200;--> statement-breakpoint
CREATE INDEX "outbox_message_parts_ix" ON "integration"."outbox_message" USING gin ("document_parts" jsonb_path_ops) WHERE document_parts is not null;--> statement-breakpoint
CREATE INDEX "outbox_message_reason_ix" ON "integration"."outbox_message" USING gin (to_tsvector('simple', reason)) WHERE reason is not null;--> statement-breakpoint
CREATE INDEX "inbox_message_subject_ix" ON "integration"."inbox_message" USING btree ("subject" text_pattern_ops,"received_at");--> statement-breakpoint
CREATE INDEX "inbox_message_type_ix" ON "integration"."inbox_message" USING btree ("connection_id","site_id","type","received_at","id");