ALTER TABLE "reference"."site" ADD COLUMN "rework_rounds" integer DEFAULT 3 NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD COLUMN "cause" text DEFAULT 'CHECK' NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD COLUMN "rework_rounds" integer;--> statement-breakpoint
ALTER TABLE "reference"."site" ADD CONSTRAINT "site_rework_rounds_ck" CHECK ("reference"."site"."rework_rounds" > 0);--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD CONSTRAINT "nonconformance_rework_ck" CHECK ("quality"."nonconformance"."cause" <> 'REWORK' or "quality"."nonconformance"."operation_id" is not null);