CREATE TABLE "reference"."tool" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_centre_id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"status" text NOT NULL,
	"valid_until" timestamp (3) with time zone,
	"erp_version" bigint NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "tool_site_code_uq" UNIQUE("site_id","code")
);
--> statement-breakpoint
ALTER TABLE "reference"."site" ADD COLUMN "tool_override" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "reference"."routing_operation" ADD COLUMN "tools" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "execution"."order_operation" ADD COLUMN "tools" text[] DEFAULT '{}'::text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "reference"."tool" ADD CONSTRAINT "tool_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."tool" ADD CONSTRAINT "tool_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "tool_work_centre_ix" ON "reference"."tool" USING btree ("work_centre_id");