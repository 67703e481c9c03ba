ALTER TABLE "identity"."device" ADD COLUMN "kind" text DEFAULT 'TABLET' NOT NULL;--> statement-breakpoint
ALTER TABLE "identity"."enrolment_code" ADD COLUMN "kind" text DEFAULT 'TABLET' NOT NULL;--> statement-breakpoint
ALTER TABLE "identity"."device" ADD CONSTRAINT "device_kind_known" CHECK ("kind" in ('TABLET', 'WALL'));--> statement-breakpoint
ALTER TABLE "identity"."enrolment_code" ADD CONSTRAINT "enrolment_code_kind_known" CHECK ("kind" in ('TABLET', 'WALL'));