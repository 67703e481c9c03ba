CREATE TABLE "reference"."instruction_file" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"sha256" text NOT NULL,
	"content_type" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"stored_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "instruction_file_uq" UNIQUE("site_id","sha256"),
	CONSTRAINT "instruction_file_size_ck" CHECK (octet_length("reference"."instruction_file"."bytes") between 1 and 5242880),
	CONSTRAINT "instruction_file_sha256_ck" CHECK ("reference"."instruction_file"."sha256" = encode(sha256("reference"."instruction_file"."bytes"), 'hex'))
);
--> statement-breakpoint
ALTER TABLE "quality"."instruction" ALTER COLUMN "valid_from" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."instruction" ADD COLUMN "state" text NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."instruction" ADD COLUMN "written_by" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."instruction" ADD COLUMN "written_name" text NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."instruction" ADD COLUMN "written_at" timestamp (3) with time zone NOT NULL;--> statement-breakpoint
ALTER TABLE "quality"."instruction" ADD COLUMN "withdrawn_reason" text;--> statement-breakpoint
ALTER TABLE "quality"."instruction_acknowledgement" ADD COLUMN "ticked" integer[] DEFAULT '{}'::integer[] NOT NULL;--> statement-breakpoint
ALTER TABLE "reference"."instruction_file" ADD CONSTRAINT "instruction_file_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "instruction_draft_uq" ON "quality"."instruction" USING btree ("item_id","op_no") WHERE state = 'DRAFT';--> statement-breakpoint
ALTER TABLE "quality"."instruction" ADD CONSTRAINT "instruction_valid_ck" CHECK (("quality"."instruction"."state" <> 'DRAFT' or "quality"."instruction"."valid_from" is null) and ("quality"."instruction"."state" <> 'PUBLISHED' or "quality"."instruction"."valid_from" is not null));