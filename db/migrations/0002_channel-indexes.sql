DROP INDEX "integration"."inbox_message_parked_ix";--> statement-breakpoint
DROP INDEX "integration"."outbox_message_due_ix";--> statement-breakpoint
CREATE INDEX "inbox_message_open_ix" ON "integration"."inbox_message" USING btree ("connection_id","received_at") WHERE state in ('RECEIVED','PARKED','FAILED');--> statement-breakpoint
CREATE INDEX "inbox_message_version_ix" ON "integration"."inbox_message" USING btree ("connection_id","type","subject","version");--> statement-breakpoint
CREATE INDEX "outbox_message_due_ix" ON "integration"."outbox_message" USING btree ("connection_id","priority","next_at") WHERE state in ('NEW','RETRY_WAIT','REPLAYED','SENDING','DELIVERED');