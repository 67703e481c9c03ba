CREATE TABLE "telemetry"."count_comparison" (
	"operation_id" uuid NOT NULL,
	"production_day" date NOT NULL,
	"shift_name" text NOT NULL,
	"compared_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "count_comparison_operation_id_production_day_shift_name_pk" PRIMARY KEY("operation_id","production_day","shift_name")
);
--> statement-breakpoint
ALTER TABLE "telemetry"."count_comparison" ADD CONSTRAINT "count_comparison_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "exception_subject_ix" ON "execution"."exception" USING btree ("site_id","class","subject");