ALTER TABLE "execution"."production_order" ADD COLUMN "erp_unit" jsonb;--> statement-breakpoint
ALTER TABLE "integration"."outbox_message" ADD COLUMN "erp_unit" jsonb;