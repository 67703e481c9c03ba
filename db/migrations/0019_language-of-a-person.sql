ALTER TABLE "quality"."nonconformance_segment" DROP CONSTRAINT "nonconformance_segment_uq";--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" DROP CONSTRAINT "nonconformance_quantity_ck";--> statement-breakpoint
ALTER TABLE "quality"."check" DROP CONSTRAINT "check_verdict_ck";--> statement-breakpoint
ALTER TABLE "identity"."signature" DROP CONSTRAINT "signature_account_id_account_id_fk";
--> statement-breakpoint
ALTER TABLE "identity"."account" ALTER COLUMN "locale" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "identity"."account" ALTER COLUMN "locale" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance_segment" DROP COLUMN "id";--> statement-breakpoint
ALTER TABLE "quality"."nonconformance_segment" ADD CONSTRAINT "nonconformance_segment_nonconformance_id_segment_id_pk" PRIMARY KEY("nonconformance_id","segment_id");--> statement-breakpoint
ALTER TABLE "quality"."disposition" ADD COLUMN "decided_name" text NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."hold" ADD COLUMN "nonconformance_id" uuid;--> statement-breakpoint
ALTER TABLE "quality"."hold" ADD COLUMN "signature_id" uuid;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD COLUMN "what" text NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD COLUMN "raised_name" text NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD COLUMN "said" text;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD COLUMN "signature_id" uuid;--> statement-breakpoint
ALTER TABLE "quality"."check" ADD COLUMN "kept_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "quality"."check" ADD COLUMN "failed" integer[];--> statement-breakpoint
ALTER TABLE "quality"."check" ADD COLUMN "reversed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "quality"."check" ADD COLUMN "reversed_by" uuid;--> statement-breakpoint
ALTER TABLE "quality"."check" ADD COLUMN "reversal_reason" text;--> statement-breakpoint
ALTER TABLE "quality"."hold" ADD CONSTRAINT "hold_nonconformance_id_nonconformance_id_fk" FOREIGN KEY ("nonconformance_id") REFERENCES "quality"."nonconformance"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."check" ADD CONSTRAINT "check_reversed_by_person_id_fk" FOREIGN KEY ("reversed_by") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "output_segment_run_ix" ON "materials"."output_segment" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "nonconformance_order_ix" ON "quality"."nonconformance" USING btree ("order_id","state");--> statement-breakpoint
CREATE INDEX "nonconformance_operation_ix" ON "quality"."nonconformance" USING btree ("operation_id") WHERE state in ('OPEN', 'IN_REVIEW');--> statement-breakpoint
CREATE INDEX "nonconformance_segment_ix" ON "quality"."nonconformance_segment" USING btree ("segment_id");--> statement-breakpoint
CREATE INDEX "check_operation_ix" ON "quality"."check" USING btree ("operation_id","recorded_at");--> statement-breakpoint
CREATE INDEX "check_plan_ix" ON "quality"."check" USING btree ("plan_id","recorded_at");--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD CONSTRAINT "nonconformance_quantity_ck" CHECK ("quality"."nonconformance"."quantity" >= 0);--> statement-breakpoint
ALTER TABLE "quality"."check" ADD CONSTRAINT "check_verdict_ck" CHECK (("quality"."check"."state" in ('RECORDED', 'REVERSED')) = ("quality"."check"."verdict" is not null));--> statement-breakpoint
ALTER TABLE "identity"."account" ADD CONSTRAINT "account_locale_ck" CHECK ("identity"."account"."locale" in ('en', 'de', 'es'));