CREATE SCHEMA "reference";
--> statement-breakpoint
CREATE SCHEMA "execution";
--> statement-breakpoint
CREATE SCHEMA "materials";
--> statement-breakpoint
CREATE SCHEMA "quality";
--> statement-breakpoint
CREATE SCHEMA "costing";
--> statement-breakpoint
CREATE SCHEMA "telemetry";
--> statement-breakpoint
CREATE SCHEMA "integration";
--> statement-breakpoint
CREATE SCHEMA "identity";
--> statement-breakpoint
CREATE SCHEMA "eventlog";
--> statement-breakpoint
CREATE TABLE "reference"."bom_line" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"bom_version_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"item_id" uuid NOT NULL,
	"uom" text NOT NULL,
	"quantity_per" numeric(18, 6) NOT NULL,
	"scrap_factor" numeric(18, 6) NOT NULL,
	"op_no" integer NOT NULL,
	"issue_mode" text NOT NULL,
	"mix_group" text,
	CONSTRAINT "bom_line_position_uq" UNIQUE("bom_version_id","position"),
	CONSTRAINT "bom_line_quantity_ck" CHECK ("reference"."bom_line"."quantity_per" > 0),
	CONSTRAINT "bom_line_scrap_ck" CHECK ("reference"."bom_line"."scrap_factor" >= 0 and "reference"."bom_line"."scrap_factor" < 1)
);
--> statement-breakpoint
CREATE TABLE "reference"."bom_line_substitute" (
	"bom_line_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"priority" integer NOT NULL,
	"item_id" uuid NOT NULL,
	"factor" numeric(18, 6) NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	CONSTRAINT "bom_line_substitute_bom_line_id_priority_pk" PRIMARY KEY("bom_line_id","priority"),
	CONSTRAINT "bom_line_substitute_factor_ck" CHECK ("reference"."bom_line_substitute"."factor" > 0)
);
--> statement-breakpoint
CREATE TABLE "reference"."bom_version" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"version" text NOT NULL,
	"erp_version" bigint NOT NULL,
	"status" text NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	CONSTRAINT "bom_version_uq" UNIQUE("item_id","version")
);
--> statement-breakpoint
CREATE TABLE "reference"."calendar_pattern" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_centre_id" uuid NOT NULL,
	"shift_name" text NOT NULL,
	"weekday" integer NOT NULL,
	"from_time" text NOT NULL,
	"to_time" text NOT NULL,
	CONSTRAINT "calendar_pattern_uq" UNIQUE("work_centre_id","weekday","from_time"),
	CONSTRAINT "calendar_pattern_weekday_ck" CHECK ("reference"."calendar_pattern"."weekday" between 1 and 7)
);
--> statement-breakpoint
CREATE TABLE "reference"."calendar_window" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_centre_id" uuid NOT NULL,
	"shift_name" text NOT NULL,
	"production_day" date NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "calendar_window_span_ck" CHECK ("reference"."calendar_window"."to_at" > "reference"."calendar_window"."from_at")
);
--> statement-breakpoint
CREATE TABLE "reference"."commitment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"number" text NOT NULL,
	"line" integer NOT NULL,
	"customer" text NOT NULL,
	"customer_name" text NOT NULL,
	"item_id" uuid NOT NULL,
	"quantity" numeric(18, 6) NOT NULL,
	"uom" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"priority_class" text NOT NULL,
	"penalty_per_unit_day" numeric(18, 6) NOT NULL,
	"currency" text NOT NULL,
	"state" text NOT NULL,
	"erp_version" bigint NOT NULL,
	CONSTRAINT "commitment_number_uq" UNIQUE("site_id","number","line")
);
--> statement-breakpoint
CREATE TABLE "reference"."equipment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "reference"."equipment_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"site_id" uuid NOT NULL,
	"parent_id" uuid,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"level" text NOT NULL,
	"type" text NOT NULL,
	"capabilities" text[] DEFAULT '{}'::text[] NOT NULL,
	"micro_stop_seconds" integer DEFAULT 120 NOT NULL,
	"micro_stop_mode" text DEFAULT 'PERFORMANCE_LOSS' NOT NULL,
	"constraint_unit_id" uuid,
	"sample_interval_seconds" integer DEFAULT 5 NOT NULL,
	"parallel_operations" boolean DEFAULT false NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"asset_number" text,
	"cost_centre" text,
	"erp_version" bigint,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "equipment_number_unique" UNIQUE("number"),
	CONSTRAINT "equipment_site_code_uq" UNIQUE("site_id","code"),
	CONSTRAINT "equipment_micro_stop_ck" CHECK ("reference"."equipment"."micro_stop_seconds" > 0),
	CONSTRAINT "equipment_not_own_parent_ck" CHECK ("reference"."equipment"."parent_id" is distinct from "reference"."equipment"."id")
);
--> statement-breakpoint
CREATE TABLE "reference"."equipment_ideal_rate" (
	"work_unit_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"units_per_hour" numeric(18, 6) NOT NULL,
	CONSTRAINT "equipment_ideal_rate_work_unit_id_item_id_pk" PRIMARY KEY("work_unit_id","item_id"),
	CONSTRAINT "equipment_ideal_rate_ck" CHECK ("reference"."equipment_ideal_rate"."units_per_hour" > 0)
);
--> statement-breakpoint
CREATE TABLE "reference"."exchange_rate" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"from_currency" text NOT NULL,
	"to_currency" text NOT NULL,
	"kind" text NOT NULL,
	"on_date" date NOT NULL,
	"rate" numeric(18, 6) NOT NULL,
	CONSTRAINT "exchange_rate_uq" UNIQUE("site_id","from_currency","to_currency","kind","on_date"),
	CONSTRAINT "exchange_rate_ck" CHECK ("reference"."exchange_rate"."rate" > 0)
);
--> statement-breakpoint
CREATE TABLE "reference"."inbound_delivery" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"number" text NOT NULL,
	"line" integer NOT NULL,
	"item_id" uuid NOT NULL,
	"quantity" numeric(18, 6) NOT NULL,
	"uom" text NOT NULL,
	"expected_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"erp_version" bigint NOT NULL,
	CONSTRAINT "inbound_delivery_number_uq" UNIQUE("site_id","number","line")
);
--> statement-breakpoint
CREATE TABLE "reference"."item" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"code" text NOT NULL,
	CONSTRAINT "item_site_code_uq" UNIQUE("site_id","code")
);
--> statement-breakpoint
CREATE TABLE "reference"."item_version" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"erp_version" bigint NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	"description" text NOT NULL,
	"kind" text NOT NULL,
	"base_uom" text NOT NULL,
	"decimals" integer NOT NULL,
	"tracking" text NOT NULL,
	"shelf_life_days" integer,
	"min_remaining_life_days" integer DEFAULT 0 NOT NULL,
	"needs_release" boolean DEFAULT false NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "item_version_uq" UNIQUE("item_id","erp_version"),
	CONSTRAINT "item_version_span_ck" CHECK ("reference"."item_version"."valid_to" is null or "reference"."item_version"."valid_to" > "reference"."item_version"."valid_from")
);
--> statement-breakpoint
CREATE TABLE "reference"."person" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"number" text NOT NULL,
	"name" text NOT NULL,
	"rate_class" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"erp_version" bigint NOT NULL,
	CONSTRAINT "person_number_uq" UNIQUE("site_id","number")
);
--> statement-breakpoint
CREATE TABLE "reference"."person_qualification" (
	"person_id" uuid NOT NULL,
	"capability" text NOT NULL,
	"site_id" uuid NOT NULL,
	"valid_to" timestamp (3) with time zone,
	CONSTRAINT "person_qualification_person_id_capability_pk" PRIMARY KEY("person_id","capability")
);
--> statement-breakpoint
CREATE TABLE "reference"."planned_downtime" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"reason_code" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "planned_downtime_span_ck" CHECK ("reference"."planned_downtime"."to_at" > "reference"."planned_downtime"."from_at")
);
--> statement-breakpoint
CREATE TABLE "reference"."price" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"customer" text DEFAULT '' NOT NULL,
	"price" numeric(18, 6) NOT NULL,
	"currency" text NOT NULL,
	"erp_version" bigint NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "reference"."process_lag" (
	"from_unit_id" uuid NOT NULL,
	"to_unit_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"min_seconds" integer NOT NULL,
	"max_seconds" integer NOT NULL,
	CONSTRAINT "process_lag_from_unit_id_to_unit_id_pk" PRIMARY KEY("from_unit_id","to_unit_id"),
	CONSTRAINT "process_lag_ck" CHECK (0 <= "reference"."process_lag"."min_seconds" and "reference"."process_lag"."min_seconds" <= "reference"."process_lag"."max_seconds")
);
--> statement-breakpoint
CREATE TABLE "reference"."reason_code" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"use" text NOT NULL,
	"class" text NOT NULL,
	"valuation" text NOT NULL,
	"requires_comment" boolean DEFAULT false NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "reason_code_uq" UNIQUE("site_id","use","code")
);
--> statement-breakpoint
CREATE TABLE "reference"."routing_operation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"routing_version_id" uuid NOT NULL,
	"op_no" integer NOT NULL,
	"name" text NOT NULL,
	"work_centre_id" uuid NOT NULL,
	"setup_machine_h" numeric(18, 6) NOT NULL,
	"setup_labour_h" numeric(18, 6) NOT NULL,
	"run_machine_h" numeric(18, 6) NOT NULL,
	"run_labour_h" numeric(18, 6) NOT NULL,
	"yield" numeric(18, 6) NOT NULL,
	"crew" numeric(18, 6) NOT NULL,
	"optional" boolean DEFAULT false NOT NULL,
	"milestone" boolean DEFAULT false NOT NULL,
	"overlap_minutes" integer,
	"inspection_plan" text,
	CONSTRAINT "routing_operation_no_uq" UNIQUE("routing_version_id","op_no"),
	CONSTRAINT "routing_operation_yield_ck" CHECK ("reference"."routing_operation"."yield" > 0 and "reference"."routing_operation"."yield" <= 1)
);
--> statement-breakpoint
CREATE TABLE "reference"."routing_version" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"version" text NOT NULL,
	"erp_version" bigint NOT NULL,
	"status" text NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	CONSTRAINT "routing_version_uq" UNIQUE("item_id","version")
);
--> statement-breakpoint
CREATE TABLE "reference"."site" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"currency" text NOT NULL,
	"override_cap_pct" numeric(18, 6) NOT NULL,
	CONSTRAINT "site_code_unique" UNIQUE("code"),
	CONSTRAINT "site_currency_ck" CHECK ("reference"."site"."currency" ~ '^[A-Z]{3}$')
);
--> statement-breakpoint
CREATE TABLE "reference"."standard_cost" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"version" text NOT NULL,
	"erp_version" bigint NOT NULL,
	"costing_lot_size" numeric(18, 6) NOT NULL,
	"material" numeric(18, 6) NOT NULL,
	"labour" numeric(18, 6) NOT NULL,
	"machine" numeric(18, 6) NOT NULL,
	"overhead" numeric(18, 6) NOT NULL,
	"total" numeric(18, 6) NOT NULL,
	"currency" text NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	CONSTRAINT "standard_cost_uq" UNIQUE("item_id","version"),
	CONSTRAINT "standard_cost_total_ck" CHECK ("reference"."standard_cost"."total" = "reference"."standard_cost"."material" + "reference"."standard_cost"."labour" + "reference"."standard_cost"."machine" + "reference"."standard_cost"."overhead"),
	CONSTRAINT "standard_cost_lot_ck" CHECK ("reference"."standard_cost"."costing_lot_size" > 0)
);
--> statement-breakpoint
CREATE TABLE "reference"."uom" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"symbol" text NOT NULL,
	"decimals" integer NOT NULL,
	CONSTRAINT "uom_decimals_ck" CHECK ("reference"."uom"."decimals" between 0 and 6)
);
--> statement-breakpoint
CREATE TABLE "reference"."uom_conversion" (
	"item_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"from_uom" text NOT NULL,
	"to_uom" text NOT NULL,
	"numerator" bigint NOT NULL,
	"denominator" bigint NOT NULL,
	CONSTRAINT "uom_conversion_item_id_from_uom_to_uom_pk" PRIMARY KEY("item_id","from_uom","to_uom"),
	CONSTRAINT "uom_conversion_ck" CHECK ("reference"."uom_conversion"."numerator" > 0 and "reference"."uom_conversion"."denominator" > 0)
);
--> statement-breakpoint
CREATE TABLE "reference"."work_centre_rate" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_centre_id" uuid NOT NULL,
	"element" text NOT NULL,
	"basis" text NOT NULL,
	"rate_class" text DEFAULT '' NOT NULL,
	"rate" numeric(18, 6) NOT NULL,
	"currency" text NOT NULL,
	"erp_version" bigint NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	CONSTRAINT "work_centre_rate_ck" CHECK ("reference"."work_centre_rate"."rate" >= 0)
);
--> statement-breakpoint
CREATE TABLE "reference"."work_unit_qualification" (
	"work_centre_id" uuid NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"item_id" uuid,
	"site_id" uuid NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "work_unit_qualification_uq" UNIQUE NULLS NOT DISTINCT("work_centre_id","work_unit_id","item_id")
);
--> statement-breakpoint
CREATE TABLE "execution"."count_proposal" (
	"operation_id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"good" numeric(18, 6) NOT NULL,
	"scrap" numeric(18, 6) NOT NULL,
	"counted_since" timestamp (3) with time zone NOT NULL,
	"counted_to" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "execution"."exception" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"class" text NOT NULL,
	"severity" integer NOT NULL,
	"state" text NOT NULL,
	"work_unit_id" uuid,
	"order_id" uuid,
	"subject" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"owner" text,
	"escalation_level" integer DEFAULT 0 NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"acknowledged_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "exception_severity_ck" CHECK ("execution"."exception"."severity" between 1 and 4)
);
--> statement-breakpoint
CREATE TABLE "execution"."handover" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"note" text NOT NULL,
	"open_points" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"offered_by" uuid NOT NULL,
	"offered_at" timestamp (3) with time zone NOT NULL,
	"accepted_by" uuid,
	"accepted_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "execution"."labour_booking" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"operation_id" uuid,
	"indirect_code" text,
	"activity" text NOT NULL,
	"rate_class" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone,
	CONSTRAINT "labour_booking_span_ck" CHECK ("execution"."labour_booking"."to_at" is null or "execution"."labour_booking"."to_at" >= "execution"."labour_booking"."from_at"),
	CONSTRAINT "labour_booking_target_ck" CHECK (("execution"."labour_booking"."operation_id" is null) <> ("execution"."labour_booking"."indirect_code" is null))
);
--> statement-breakpoint
CREATE TABLE "execution"."needs_attention" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"command_id" uuid NOT NULL,
	"command" text NOT NULL,
	"input" jsonb NOT NULL,
	"code" text NOT NULL,
	"params" jsonb NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"settled_by" uuid,
	"settlement" text,
	CONSTRAINT "needs_attention_command_id_unique" UNIQUE("command_id")
);
--> statement-breakpoint
CREATE TABLE "execution"."operation_activity" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"operation_id" uuid NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"activity" text NOT NULL,
	"reason_code" text,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone,
	CONSTRAINT "operation_activity_span_ck" CHECK ("execution"."operation_activity"."to_at" is null or "execution"."operation_activity"."to_at" >= "execution"."operation_activity"."from_at")
);
--> statement-breakpoint
CREATE TABLE "execution"."order_component" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"operation_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"item_id" uuid NOT NULL,
	"uom" text NOT NULL,
	"decimals" integer NOT NULL,
	"tracked" boolean NOT NULL,
	"quantity_per" numeric(18, 6) NOT NULL,
	"scrap_factor" numeric(18, 6) NOT NULL,
	"issue_mode" text NOT NULL,
	"mix_group" text,
	"standard_price" numeric(18, 6) NOT NULL,
	"required" numeric(18, 6) NOT NULL,
	"issued" numeric(18, 6) NOT NULL,
	"returned" numeric(18, 6) NOT NULL,
	"state" text NOT NULL,
	"substitutes" jsonb DEFAULT '[]'::jsonb NOT NULL,
	CONSTRAINT "order_component_position_uq" UNIQUE("order_id","position"),
	CONSTRAINT "order_component_net_ck" CHECK ("execution"."order_component"."issued" - "execution"."order_component"."returned" >= 0)
);
--> statement-breakpoint
CREATE TABLE "execution"."order_operation" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "execution"."order_operation_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"site_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"op_no" integer NOT NULL,
	"name" text NOT NULL,
	"work_centre_id" uuid NOT NULL,
	"work_unit_id" uuid,
	"state" text NOT NULL,
	"paused_from" text,
	"setup_machine_h" numeric(18, 6) NOT NULL,
	"setup_labour_h" numeric(18, 6) NOT NULL,
	"run_machine_h" numeric(18, 6) NOT NULL,
	"run_labour_h" numeric(18, 6) NOT NULL,
	"yield" numeric(18, 6) NOT NULL,
	"crew" numeric(18, 6) NOT NULL,
	"optional" boolean NOT NULL,
	"overlap_minutes" integer,
	"is_last" boolean NOT NULL,
	"required" numeric(18, 6) NOT NULL,
	"processed" numeric(18, 6) NOT NULL,
	"good_first" numeric(18, 6) NOT NULL,
	"scrap_first" numeric(18, 6) NOT NULL,
	"rework_in" numeric(18, 6) NOT NULL,
	"reworked_good" numeric(18, 6) NOT NULL,
	"rework_scrap" numeric(18, 6) NOT NULL,
	"planned_start_at" timestamp (3) with time zone,
	"planned_end_at" timestamp (3) with time zone,
	"actual_start_at" timestamp (3) with time zone,
	"actual_end_at" timestamp (3) with time zone,
	"time_booked_to" timestamp (3) with time zone,
	"sequence" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "order_operation_number_unique" UNIQUE("number"),
	CONSTRAINT "order_operation_no_uq" UNIQUE("order_id","op_no"),
	CONSTRAINT "order_operation_processed_ck" CHECK ("execution"."order_operation"."processed" = "execution"."order_operation"."good_first" + "execution"."order_operation"."scrap_first" + "execution"."order_operation"."rework_in"),
	CONSTRAINT "order_operation_rework_ck" CHECK ("execution"."order_operation"."rework_in" - "execution"."order_operation"."reworked_good" - "execution"."order_operation"."rework_scrap" >= 0),
	CONSTRAINT "order_operation_totals_ck" CHECK ("execution"."order_operation"."good_first" >= 0 and "execution"."order_operation"."scrap_first" >= 0 and "execution"."order_operation"."reworked_good" >= 0 and "execution"."order_operation"."rework_scrap" >= 0)
);
--> statement-breakpoint
CREATE TABLE "execution"."production_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"operation_id" uuid NOT NULL,
	"work_unit_id" uuid,
	"person_id" uuid,
	"activity" text NOT NULL,
	"good" numeric(18, 6) NOT NULL,
	"scrap" numeric(18, 6) NOT NULL,
	"rework" numeric(18, 6) NOT NULL,
	"scrap_reason" text,
	"rework_reason" text,
	"origin" text NOT NULL,
	"final" boolean NOT NULL,
	"lot_id" uuid,
	"reverses_id" uuid,
	"reason" text,
	"event_time" timestamp (3) with time zone NOT NULL,
	"record_time" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "execution"."production_order" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"number" text NOT NULL,
	"type" text NOT NULL,
	"item_id" uuid NOT NULL,
	"quantity" numeric(18, 6) NOT NULL,
	"uom" text NOT NULL,
	"decimals" integer NOT NULL,
	"planned_start_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"priority" integer NOT NULL,
	"over_pct" numeric(18, 6) NOT NULL,
	"under_pct" numeric(18, 6) NOT NULL,
	"bom_version" text,
	"routing_version" text,
	"customer" jsonb,
	"output_lot_number" text,
	"erp_version" bigint NOT NULL,
	"state" text NOT NULL,
	"held_from" text,
	"hold_class" text,
	"good" numeric(18, 6) NOT NULL,
	"scrap" numeric(18, 6) NOT NULL,
	"received" numeric(18, 6) NOT NULL,
	"released_at" timestamp (3) with time zone,
	"started_at" timestamp (3) with time zone,
	"completed_at" timestamp (3) with time zone,
	"closed_at" timestamp (3) with time zone,
	"snapshot" jsonb,
	CONSTRAINT "production_order_number_uq" UNIQUE("site_id","number"),
	CONSTRAINT "production_order_quantity_ck" CHECK ("execution"."production_order"."quantity" > 0),
	CONSTRAINT "production_order_tolerance_ck" CHECK ("execution"."production_order"."over_pct" >= 0 and "execution"."production_order"."under_pct" >= 0 and "execution"."production_order"."under_pct" <= 1),
	CONSTRAINT "production_order_totals_ck" CHECK ("execution"."production_order"."good" >= 0 and "execution"."production_order"."scrap" >= 0 and "execution"."production_order"."received" >= 0)
);
--> statement-breakpoint
CREATE TABLE "execution"."shift_crew" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"work_centre_id" uuid,
	"production_day" date NOT NULL,
	"shift_name" text NOT NULL,
	"in_at" timestamp (3) with time zone NOT NULL,
	"out_at" timestamp (3) with time zone,
	CONSTRAINT "shift_crew_span_ck" CHECK ("execution"."shift_crew"."out_at" is null or "execution"."shift_crew"."out_at" >= "execution"."shift_crew"."in_at")
);
--> statement-breakpoint
CREATE TABLE "execution"."shift_proposal" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"target_site_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"target_work_centre_id" uuid NOT NULL,
	"quantity" numeric(18, 6) NOT NULL,
	"revision" integer NOT NULL,
	"state" text NOT NULL,
	"projection" jsonb NOT NULL,
	"proposed_by" uuid NOT NULL,
	"approved_by" uuid,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "shift_proposal_quantity_ck" CHECK ("execution"."shift_proposal"."quantity" > 0),
	CONSTRAINT "shift_proposal_two_people_ck" CHECK ("execution"."shift_proposal"."approved_by" is null or "execution"."shift_proposal"."approved_by" <> "execution"."shift_proposal"."proposed_by")
);
--> statement-breakpoint
CREATE TABLE "materials"."genealogy_edge" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"lot_id" uuid NOT NULL,
	"other_lot_id" uuid,
	"order_id" uuid,
	"operation_id" uuid,
	"run_id" uuid,
	"quantity" numeric(18, 6) NOT NULL,
	"uom" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	"work_unit_id" uuid,
	"operators" text[] NOT NULL,
	"tool" text,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"move_id" uuid NOT NULL,
	"reverses_id" uuid,
	CONSTRAINT "genealogy_edge_span_ck" CHECK ("materials"."genealogy_edge"."to_at" >= "materials"."genealogy_edge"."from_at")
);
--> statement-breakpoint
CREATE TABLE "materials"."handling_unit" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"sscc" text NOT NULL,
	"lot_id" uuid,
	"quantity" numeric(18, 6) NOT NULL,
	"location_id" uuid,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "handling_unit_sscc_uq" UNIQUE("site_id","sscc")
);
--> statement-breakpoint
CREATE TABLE "materials"."lot" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"number" text NOT NULL,
	"item_id" uuid NOT NULL,
	"uom" text NOT NULL,
	"origin" text NOT NULL,
	"supplier" text,
	"supplier_lot" text,
	"made_at" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone,
	"expires_at" timestamp (3) with time zone,
	"unit_cost" numeric(18, 6),
	"erp_status" text NOT NULL,
	"mes_status" text NOT NULL,
	"erp_version" bigint,
	"order_id" uuid,
	CONSTRAINT "lot_number_uq" UNIQUE("site_id","item_id","number")
);
--> statement-breakpoint
CREATE TABLE "materials"."lot_mount" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"lot_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"operation_id" uuid,
	"mounted_at" timestamp (3) with time zone NOT NULL,
	"unmounted_at" timestamp (3) with time zone,
	"mounted_by" uuid,
	CONSTRAINT "lot_mount_span_ck" CHECK ("materials"."lot_mount"."unmounted_at" is null or "materials"."lot_mount"."unmounted_at" >= "materials"."lot_mount"."mounted_at")
);
--> statement-breakpoint
CREATE TABLE "materials"."lot_stock" (
	"lot_id" uuid NOT NULL,
	"location_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"on_hand" numeric(18, 6) NOT NULL,
	"reserved" numeric(18, 6) NOT NULL,
	CONSTRAINT "lot_stock_lot_id_location_id_pk" PRIMARY KEY("lot_id","location_id"),
	CONSTRAINT "lot_stock_on_hand_ck" CHECK ("materials"."lot_stock"."on_hand" >= 0),
	CONSTRAINT "lot_stock_reserved_ck" CHECK ("materials"."lot_stock"."reserved" >= 0)
);
--> statement-breakpoint
CREATE TABLE "materials"."material_move" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"type" text NOT NULL,
	"item_id" uuid NOT NULL,
	"lot_id" uuid,
	"quantity" numeric(18, 6) NOT NULL,
	"uom" text NOT NULL,
	"from_location_id" uuid,
	"to_location_id" uuid,
	"order_id" uuid,
	"operation_id" uuid,
	"component_id" uuid,
	"entry_id" uuid,
	"activity" text NOT NULL,
	"unit_cost" numeric(18, 6),
	"reverses_id" uuid,
	"reason" text,
	"person_id" uuid,
	"event_time" timestamp (3) with time zone NOT NULL,
	"record_time" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "material_move_reversal_ck" CHECK (("materials"."material_move"."reverses_id" is null and "materials"."material_move"."quantity" > 0) or ("materials"."material_move"."reverses_id" is not null and "materials"."material_move"."quantity" < 0) or "materials"."material_move"."type" = 'ADJUST')
);
--> statement-breakpoint
CREATE TABLE "materials"."output_segment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"lot_id" uuid,
	"handling_unit_id" uuid,
	"lane" integer DEFAULT 0 NOT NULL,
	"quantity" numeric(18, 6) NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "output_segment_span_ck" CHECK ("materials"."output_segment"."to_at" >= "materials"."output_segment"."from_at")
);
--> statement-breakpoint
CREATE TABLE "materials"."production_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "materials"."production_run_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"site_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"operation_id" uuid NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"tool" text,
	"recipe_version" text,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone,
	CONSTRAINT "production_run_number_unique" UNIQUE("number"),
	CONSTRAINT "production_run_span_ck" CHECK ("materials"."production_run"."to_at" is null or "materials"."production_run"."to_at" >= "materials"."production_run"."from_at")
);
--> statement-breakpoint
CREATE TABLE "materials"."serial" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"lot_id" uuid NOT NULL,
	"number" text NOT NULL,
	CONSTRAINT "serial_number_uq" UNIQUE("site_id","lot_id","number")
);
--> statement-breakpoint
CREATE TABLE "quality"."characteristic" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"lsl" numeric(18, 6),
	"usl" numeric(18, 6),
	"target" numeric(18, 6),
	"uom" text,
	"accept_number" integer,
	"reject_number" integer,
	"defect_codes" text[] DEFAULT '{}'::text[] NOT NULL,
	CONSTRAINT "characteristic_position_uq" UNIQUE("plan_id","position"),
	CONSTRAINT "characteristic_limits_ck" CHECK ("quality"."characteristic"."lsl" is null or "quality"."characteristic"."usl" is null or "quality"."characteristic"."lsl" <= "quality"."characteristic"."usl")
);
--> statement-breakpoint
CREATE TABLE "quality"."disposition" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"nonconformance_id" uuid NOT NULL,
	"decision" text NOT NULL,
	"quantity" numeric(18, 6) NOT NULL,
	"decided_by" uuid NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	"reason" text NOT NULL,
	CONSTRAINT "disposition_quantity_ck" CHECK ("quality"."disposition"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "quality"."hold" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"lot_id" uuid,
	"order_id" uuid,
	"reason" text NOT NULL,
	"placed_by" uuid NOT NULL,
	"placed_at" timestamp (3) with time zone NOT NULL,
	"released_by" uuid,
	"released_at" timestamp (3) with time zone,
	CONSTRAINT "hold_target_ck" CHECK (("quality"."hold"."lot_id" is null) <> ("quality"."hold"."order_id" is null)),
	CONSTRAINT "hold_two_people_ck" CHECK ("quality"."hold"."released_by" is null or "quality"."hold"."released_by" <> "quality"."hold"."placed_by")
);
--> statement-breakpoint
CREATE TABLE "quality"."inspection_plan" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"code" text NOT NULL,
	"version" text NOT NULL,
	"item_id" uuid,
	"op_no" integer,
	"trigger" text NOT NULL,
	"every_seconds" integer,
	"every_count" numeric(18, 6),
	"event" text,
	"sample_size" integer DEFAULT 1 NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	CONSTRAINT "inspection_plan_uq" UNIQUE("site_id","code","version"),
	CONSTRAINT "inspection_plan_trigger_ck" CHECK (("quality"."inspection_plan"."trigger" = 'TIME' and "quality"."inspection_plan"."every_seconds" > 0) or ("quality"."inspection_plan"."trigger" = 'COUNT' and "quality"."inspection_plan"."every_count" > 0) or ("quality"."inspection_plan"."trigger" = 'EVENT' and "quality"."inspection_plan"."event" is not null))
);
--> statement-breakpoint
CREATE TABLE "quality"."instruction" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"item_id" uuid NOT NULL,
	"op_no" integer NOT NULL,
	"version" integer NOT NULL,
	"title" text NOT NULL,
	"content" jsonb NOT NULL,
	"gate" text DEFAULT 'NONE' NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_to" timestamp (3) with time zone,
	CONSTRAINT "instruction_uq" UNIQUE("item_id","op_no","version")
);
--> statement-breakpoint
CREATE TABLE "quality"."instruction_acknowledgement" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"instruction_id" uuid NOT NULL,
	"operation_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"work_unit_id" uuid,
	"acknowledged_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "instruction_acknowledgement_uq" UNIQUE("instruction_id","operation_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "quality"."nonconformance" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"number" text NOT NULL,
	"order_id" uuid,
	"operation_id" uuid,
	"lot_id" uuid,
	"check_id" uuid,
	"quantity" numeric(18, 6) NOT NULL,
	"uom" text NOT NULL,
	"defect_code" text NOT NULL,
	"state" text NOT NULL,
	"raised_by" uuid NOT NULL,
	"raised_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "nonconformance_number_uq" UNIQUE("site_id","number"),
	CONSTRAINT "nonconformance_quantity_ck" CHECK ("quality"."nonconformance"."quantity" > 0)
);
--> statement-breakpoint
CREATE TABLE "quality"."nonconformance_segment" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"nonconformance_id" uuid NOT NULL,
	"segment_id" uuid NOT NULL,
	CONSTRAINT "nonconformance_segment_uq" UNIQUE("nonconformance_id","segment_id")
);
--> statement-breakpoint
CREATE TABLE "quality"."check" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"operation_id" uuid,
	"lot_id" uuid,
	"snapshot" jsonb NOT NULL,
	"state" text NOT NULL,
	"verdict" text,
	"due_at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone,
	"recorded_by" uuid,
	CONSTRAINT "check_verdict_ck" CHECK (("quality"."check"."state" = 'RECORDED') = ("quality"."check"."verdict" is not null))
);
--> statement-breakpoint
CREATE TABLE "quality"."recall_case" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"number" text NOT NULL,
	"query" jsonb NOT NULL,
	"known_at" timestamp (3) with time zone NOT NULL,
	"result" jsonb NOT NULL,
	"state" text NOT NULL,
	"opened_by" uuid NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "recall_case_number_uq" UNIQUE("site_id","number")
);
--> statement-breakpoint
CREATE TABLE "quality"."result" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"check_id" uuid NOT NULL,
	"characteristic_id" uuid NOT NULL,
	"sample" integer NOT NULL,
	"value" numeric(18, 6),
	"accepted" boolean,
	"defect_code" text,
	CONSTRAINT "result_sample_uq" UNIQUE("check_id","characteristic_id","sample"),
	CONSTRAINT "result_value_ck" CHECK (("quality"."result"."value" is null) <> ("quality"."result"."accepted" is null))
);
--> statement-breakpoint
CREATE TABLE "costing"."cost_line" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"operation_id" uuid,
	"op_no" integer NOT NULL,
	"element" text NOT NULL,
	"activity" text NOT NULL,
	"position" integer,
	"item_id" uuid,
	"lot_id" uuid,
	"person_id" uuid,
	"rate_class" text,
	"work_unit_id" uuid,
	"quantity" numeric(18, 6),
	"uom" text,
	"seconds" integer,
	"unit_cost" numeric(18, 6) NOT NULL,
	"standard_unit_cost" numeric(18, 6) NOT NULL,
	"amount" numeric(18, 2) NOT NULL,
	"currency" text NOT NULL,
	"valuation" text NOT NULL,
	"reason_code" text,
	"source_event_id" uuid NOT NULL,
	"reverses_id" uuid,
	"event_time" timestamp (3) with time zone NOT NULL,
	"record_time" timestamp (3) with time zone NOT NULL,
	"posting_date" date NOT NULL,
	CONSTRAINT "cost_line_measure_ck" CHECK (("costing"."cost_line"."quantity" is null) <> ("costing"."cost_line"."seconds" is null))
);
--> statement-breakpoint
CREATE TABLE "costing"."cost_period" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"name" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_by" uuid,
	"snapshot" jsonb,
	CONSTRAINT "cost_period_name_uq" UNIQUE("site_id","name"),
	CONSTRAINT "cost_period_span_ck" CHECK ("costing"."cost_period"."to_at" > "costing"."cost_period"."from_at"),
	CONSTRAINT "cost_period_closed_ck" CHECK (("costing"."cost_period"."state" = 'CLOSED') = ("costing"."cost_period"."closed_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "costing"."order_cost" (
	"order_id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"material" numeric(18, 2) NOT NULL,
	"labour" numeric(18, 2) NOT NULL,
	"machine" numeric(18, 2) NOT NULL,
	"overhead" numeric(18, 2) NOT NULL,
	"salvage" numeric(18, 2) NOT NULL,
	"credit" numeric(18, 2) NOT NULL,
	"abnormal" numeric(18, 2) NOT NULL,
	"last_event_time" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "costing"."restatement" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"order_id" uuid NOT NULL,
	"closed_period_id" uuid NOT NULL,
	"posted_period_id" uuid NOT NULL,
	"amount" numeric(18, 2) NOT NULL,
	"source_event_id" uuid NOT NULL,
	"posted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "telemetry"."counter_reading" (
	"equipment_number" integer NOT NULL,
	"tag_id" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"seq" bigint NOT NULL,
	"site_id" uuid NOT NULL,
	"value" bigint NOT NULL,
	"delta" bigint NOT NULL,
	"verdict" text NOT NULL,
	"operation_id" uuid,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "counter_reading_equipment_number_tag_id_at_seq_pk" PRIMARY KEY("equipment_number","tag_id","at","seq")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "telemetry"."counter_state" (
	"tag_id" integer PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"last_seq" bigint NOT NULL,
	"last_value" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "telemetry"."latest_value" (
	"tag_id" integer PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"value" double precision NOT NULL,
	"quality" smallint NOT NULL,
	"stale" boolean DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE "telemetry"."performance_rollup" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"production_day" text NOT NULL,
	"shift_name" text NOT NULL,
	"order_id" uuid,
	"seconds" jsonb NOT NULL,
	"processed" numeric(18, 6) NOT NULL,
	"good" numeric(18, 6) NOT NULL,
	"restated" boolean DEFAULT false NOT NULL,
	CONSTRAINT "performance_rollup_uq" UNIQUE NULLS NOT DISTINCT("work_unit_id","production_day","shift_name","order_id")
);
--> statement-breakpoint
CREATE TABLE "telemetry"."quarantine" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid,
	"topic" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"reason" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"replayed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "telemetry"."rollup_minute" (
	"equipment_number" integer NOT NULL,
	"tag_id" integer NOT NULL,
	"minute" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL,
	"sum" double precision NOT NULL,
	"min" double precision NOT NULL,
	"max" double precision NOT NULL,
	"last" double precision NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "rollup_minute_equipment_number_tag_id_minute_pk" PRIMARY KEY("equipment_number","tag_id","minute")
);
--> statement-breakpoint
CREATE TABLE "telemetry"."sample" (
	"equipment_number" integer NOT NULL,
	"tag_id" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"seq" integer NOT NULL,
	"value" double precision NOT NULL,
	"quality" smallint NOT NULL,
	"run_number" integer,
	CONSTRAINT "sample_equipment_number_tag_id_at_seq_pk" PRIMARY KEY("equipment_number","tag_id","at","seq")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "telemetry"."source" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"code" text NOT NULL,
	"kind" text NOT NULL,
	"topic_filter" text NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "source_code_uq" UNIQUE("site_id","code")
);
--> statement-breakpoint
CREATE TABLE "telemetry"."sparkplug_node" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"group_id" text NOT NULL,
	"node_id" text NOT NULL,
	"device_id" text DEFAULT '' NOT NULL,
	"online" boolean NOT NULL,
	"bd_seq" integer,
	"metrics" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sparkplug_node_uq" UNIQUE("site_id","group_id","node_id","device_id")
);
--> statement-breakpoint
CREATE TABLE "telemetry"."state_interval" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"state" text NOT NULL,
	"raw_state" text NOT NULL,
	"reason_code" text,
	"source" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"to_at" timestamp (3) with time zone,
	"order_id" uuid,
	"operation_id" uuid,
	"superseded_at" timestamp (3) with time zone,
	"classified_by" uuid,
	CONSTRAINT "state_interval_span_ck" CHECK ("telemetry"."state_interval"."to_at" is null or "telemetry"."state_interval"."to_at" > "telemetry"."state_interval"."from_at")
);
--> statement-breakpoint
CREATE TABLE "telemetry"."state_sample" (
	"equipment_number" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"seq" bigint NOT NULL,
	"site_id" uuid NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"state" text NOT NULL,
	"reason_code" text,
	"recorded_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "state_sample_equipment_number_at_seq_pk" PRIMARY KEY("equipment_number","at","seq")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "telemetry"."tag" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "telemetry"."tag_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"site_id" uuid NOT NULL,
	"source_id" uuid NOT NULL,
	"address" text NOT NULL,
	"name" text NOT NULL,
	"work_unit_id" uuid NOT NULL,
	"equipment_number" integer NOT NULL,
	"kind" text NOT NULL,
	"counter" text,
	"counter_modulus" bigint,
	"uom" text,
	"scale" numeric(18, 6) DEFAULT 1 NOT NULL,
	"lower_limit" numeric(18, 6),
	"upper_limit" numeric(18, 6),
	"active" boolean DEFAULT true NOT NULL,
	CONSTRAINT "tag_address_uq" UNIQUE("source_id","address","kind","name"),
	CONSTRAINT "tag_counter_ck" CHECK (("telemetry"."tag"."kind" = 'COUNTER') = ("telemetry"."tag"."counter" is not null))
);
--> statement-breakpoint
CREATE TABLE "integration"."connection" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"adapter" text NOT NULL,
	"settings" jsonb NOT NULL,
	"secrets" text,
	"enabled" boolean DEFAULT true NOT NULL,
	"poll_seconds" integer DEFAULT 15 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"open_until" timestamp (3) with time zone,
	"last_accepted_at" timestamp (3) with time zone,
	"last_polled_at" timestamp (3) with time zone,
	"last_error" text,
	CONSTRAINT "connection_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "integration"."connection_site" (
	"connection_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"erp_code" text NOT NULL,
	CONSTRAINT "connection_site_connection_id_site_id_pk" PRIMARY KEY("connection_id","site_id"),
	CONSTRAINT "connection_site_erp_code_uq" UNIQUE("connection_id","erp_code")
);
--> statement-breakpoint
CREATE TABLE "integration"."cursor" (
	"connection_id" uuid NOT NULL,
	"stream" text NOT NULL,
	"value" jsonb NOT NULL,
	"moved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "cursor_connection_id_stream_pk" PRIMARY KEY("connection_id","stream")
);
--> statement-breakpoint
CREATE TABLE "integration"."inbox_message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid,
	"connection_id" uuid NOT NULL,
	"message_id" text NOT NULL,
	"type" text NOT NULL,
	"subject" text NOT NULL,
	"version" bigint,
	"payload" jsonb NOT NULL,
	"digest" text NOT NULL,
	"door" text NOT NULL,
	"state" text NOT NULL,
	"missing" text[] DEFAULT '{}'::text[] NOT NULL,
	"code" text,
	"reason" text,
	"event_time" timestamp (3) with time zone,
	"received_at" timestamp (3) with time zone NOT NULL,
	"settled_at" timestamp (3) with time zone,
	"parked_until" timestamp (3) with time zone,
	CONSTRAINT "inbox_message_id_uq" UNIQUE("connection_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "integration"."lane" (
	"connection_id" uuid NOT NULL,
	"key" text NOT NULL,
	"site_id" uuid NOT NULL,
	"last_sequence" integer NOT NULL,
	CONSTRAINT "lane_connection_id_key_pk" PRIMARY KEY("connection_id","key")
);
--> statement-breakpoint
CREATE TABLE "integration"."mapping" (
	"id" uuid PRIMARY KEY NOT NULL,
	"connection_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"ours" text NOT NULL,
	"theirs" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "integration"."message_attempt" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"action" text NOT NULL,
	"outcome" text NOT NULL,
	"reason" text,
	"answer" jsonb,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone NOT NULL,
	"worker" text
);
--> statement-breakpoint
CREATE TABLE "integration"."outbox_message" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"lane_key" text NOT NULL,
	"sequence" integer NOT NULL,
	"priority" integer NOT NULL,
	"type" text NOT NULL,
	"subject" text NOT NULL,
	"order_id" uuid,
	"event_id" uuid NOT NULL,
	"payload" jsonb NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	"leased_by" text,
	"leased_until" timestamp (3) with time zone,
	"memory" jsonb,
	"document" text,
	"document_parts" jsonb,
	"reason" text,
	"reason_code" text,
	"event_time" timestamp (3) with time zone NOT NULL,
	"record_time" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"settled_by" uuid,
	"settled_second" uuid,
	CONSTRAINT "outbox_message_sequence_uq" UNIQUE("connection_id","lane_key","sequence"),
	CONSTRAINT "outbox_message_event_uq" UNIQUE("event_id","connection_id","type"),
	CONSTRAINT "outbox_message_accepted_ck" CHECK ("integration"."outbox_message"."state" <> 'ACCEPTED' or "integration"."outbox_message"."accepted_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "integration"."policy" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"message_type" text NOT NULL,
	"direction" text NOT NULL,
	"mode" text NOT NULL,
	"schedule" text,
	"enabled" boolean DEFAULT true NOT NULL,
	"priority" integer NOT NULL,
	"target_seconds" integer NOT NULL,
	CONSTRAINT "policy_uq" UNIQUE("site_id","connection_id","message_type","direction"),
	CONSTRAINT "policy_priority_ck" CHECK ("integration"."policy"."priority" between 0 and 3)
);
--> statement-breakpoint
CREATE TABLE "integration"."reconciliation_line" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"run_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"measure" text NOT NULL,
	"ours" numeric(18, 6) NOT NULL,
	"theirs" numeric(18, 6) NOT NULL,
	"in_transit" numeric(18, 6) NOT NULL,
	"rejected" numeric(18, 6) NOT NULL,
	"timing" numeric(18, 6) NOT NULL,
	"unexplained" numeric(18, 6) NOT NULL,
	"owner" text,
	CONSTRAINT "reconciliation_line_sum_ck" CHECK ("integration"."reconciliation_line"."ours" - "integration"."reconciliation_line"."theirs" = "integration"."reconciliation_line"."in_transit" + "integration"."reconciliation_line"."rejected" + "integration"."reconciliation_line"."timing" + "integration"."reconciliation_line"."unexplained")
);
--> statement-breakpoint
CREATE TABLE "integration"."reconciliation_run" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"on_date" date NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "identity"."account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"email" text,
	"name" text NOT NULL,
	"person_id" uuid,
	"password_hash" text,
	"badge_hash" text,
	"pin_hash" text,
	"oidc_subject" text,
	"locale" text DEFAULT 'en' NOT NULL,
	"active" boolean DEFAULT true NOT NULL,
	"security_version" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."audit_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid,
	"account_id" uuid,
	"device_id" uuid,
	"machine_key_id" uuid,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"detail" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"outcome" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "identity"."device" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"work_centre_id" uuid,
	"name" text NOT NULL,
	"token_hash" text NOT NULL,
	"enrolled_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"last_seen_at" timestamp (3) with time zone,
	"last_sequence" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "device_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "identity"."enrolment_code" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code_hash" text NOT NULL,
	"site_id" uuid NOT NULL,
	"work_centre_id" uuid,
	"name" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"reusable" boolean DEFAULT false NOT NULL,
	CONSTRAINT "enrolment_code_code_hash_unique" UNIQUE("code_hash")
);
--> statement-breakpoint
CREATE TABLE "identity"."machine_key" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"secret_hash" text NOT NULL,
	"scopes" text[] NOT NULL,
	"site_ids" uuid[] NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	"last_used_at" timestamp (3) with time zone,
	CONSTRAINT "machine_key_prefix_unique" UNIQUE("prefix")
);
--> statement-breakpoint
CREATE TABLE "identity"."role_grant" (
	"account_id" uuid NOT NULL,
	"site_id" uuid NOT NULL,
	"role" text NOT NULL,
	"granted_by" uuid,
	"granted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "role_grant_account_id_site_id_role_pk" PRIMARY KEY("account_id","site_id","role"),
	CONSTRAINT "role_grant_not_self_ck" CHECK ("identity"."role_grant"."granted_by" is distinct from "identity"."role_grant"."account_id")
);
--> statement-breakpoint
CREATE TABLE "identity"."session" (
	"id" uuid PRIMARY KEY NOT NULL,
	"account_id" uuid NOT NULL,
	"device_id" uuid,
	"kind" text NOT NULL,
	"security_version" integer NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"user_agent" text
);
--> statement-breakpoint
CREATE TABLE "identity"."sign_in_failure" (
	"id" uuid PRIMARY KEY NOT NULL,
	"subject" text NOT NULL,
	"device_id" uuid,
	"failures" integer NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"last_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "sign_in_failure_uq" UNIQUE NULLS NOT DISTINCT("subject","device_id")
);
--> statement-breakpoint
CREATE TABLE "identity"."signature" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"printed_name" text NOT NULL,
	"meaning" text NOT NULL,
	"subject" text NOT NULL,
	"record_digest" text NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"local_time" text NOT NULL,
	"voided_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "eventlog"."anchor" (
	"site_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL,
	"anchored_at" timestamp (3) with time zone NOT NULL,
	"receipt" text,
	CONSTRAINT "anchor_uq" UNIQUE("site_id","seq")
);
--> statement-breakpoint
CREATE TABLE "eventlog"."command" (
	"id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid,
	"name" text NOT NULL,
	"digest" text NOT NULL,
	"outcome" text NOT NULL,
	"answer" jsonb NOT NULL,
	"account_id" uuid,
	"device_id" uuid,
	"device_sequence" integer,
	"clock_offset_ms" integer,
	"actor" text NOT NULL,
	"event_time" timestamp (3) with time zone NOT NULL,
	"record_time" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "eventlog"."event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"position" bigint GENERATED ALWAYS AS IDENTITY (sequence name "eventlog"."event_position_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"site_id" uuid NOT NULL,
	"type" text NOT NULL,
	"aggregate" text NOT NULL,
	"aggregate_id" uuid NOT NULL,
	"order_id" uuid,
	"payload" jsonb NOT NULL,
	"account_id" uuid,
	"person_id" uuid,
	"device_id" uuid,
	"actor" text NOT NULL,
	"command_id" uuid NOT NULL,
	"event_time" timestamp (3) with time zone NOT NULL,
	"record_time" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "event_position_unique" UNIQUE("position")
);
--> statement-breakpoint
CREATE TABLE "eventlog"."seal" (
	"site_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"event_id" uuid NOT NULL,
	"prev_hash" text NOT NULL,
	"hash" text NOT NULL,
	"sealed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "seal_site_id_seq_pk" PRIMARY KEY("site_id","seq"),
	CONSTRAINT "seal_event_id_unique" UNIQUE("event_id")
);
--> statement-breakpoint
CREATE TABLE "eventlog"."unsealed" (
	"event_id" uuid PRIMARY KEY NOT NULL,
	"site_id" uuid NOT NULL,
	"position" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "reference"."bom_line" ADD CONSTRAINT "bom_line_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."bom_line" ADD CONSTRAINT "bom_line_bom_version_id_bom_version_id_fk" FOREIGN KEY ("bom_version_id") REFERENCES "reference"."bom_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."bom_line" ADD CONSTRAINT "bom_line_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."bom_line" ADD CONSTRAINT "bom_line_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."bom_line_substitute" ADD CONSTRAINT "bom_line_substitute_bom_line_id_bom_line_id_fk" FOREIGN KEY ("bom_line_id") REFERENCES "reference"."bom_line"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."bom_line_substitute" ADD CONSTRAINT "bom_line_substitute_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."bom_line_substitute" ADD CONSTRAINT "bom_line_substitute_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."bom_version" ADD CONSTRAINT "bom_version_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."bom_version" ADD CONSTRAINT "bom_version_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."calendar_pattern" ADD CONSTRAINT "calendar_pattern_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."calendar_pattern" ADD CONSTRAINT "calendar_pattern_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."calendar_window" ADD CONSTRAINT "calendar_window_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."calendar_window" ADD CONSTRAINT "calendar_window_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."commitment" ADD CONSTRAINT "commitment_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."commitment" ADD CONSTRAINT "commitment_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."commitment" ADD CONSTRAINT "commitment_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."equipment" ADD CONSTRAINT "equipment_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."equipment" ADD CONSTRAINT "equipment_parent_id_equipment_id_fk" FOREIGN KEY ("parent_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."equipment" ADD CONSTRAINT "equipment_constraint_unit_id_equipment_id_fk" FOREIGN KEY ("constraint_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."equipment_ideal_rate" ADD CONSTRAINT "equipment_ideal_rate_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."equipment_ideal_rate" ADD CONSTRAINT "equipment_ideal_rate_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."equipment_ideal_rate" ADD CONSTRAINT "equipment_ideal_rate_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."exchange_rate" ADD CONSTRAINT "exchange_rate_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."inbound_delivery" ADD CONSTRAINT "inbound_delivery_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."inbound_delivery" ADD CONSTRAINT "inbound_delivery_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."inbound_delivery" ADD CONSTRAINT "inbound_delivery_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."item" ADD CONSTRAINT "item_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."item_version" ADD CONSTRAINT "item_version_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."item_version" ADD CONSTRAINT "item_version_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."item_version" ADD CONSTRAINT "item_version_base_uom_uom_code_fk" FOREIGN KEY ("base_uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."person" ADD CONSTRAINT "person_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."person_qualification" ADD CONSTRAINT "person_qualification_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."person_qualification" ADD CONSTRAINT "person_qualification_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."planned_downtime" ADD CONSTRAINT "planned_downtime_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."planned_downtime" ADD CONSTRAINT "planned_downtime_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."price" ADD CONSTRAINT "price_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."price" ADD CONSTRAINT "price_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."process_lag" ADD CONSTRAINT "process_lag_from_unit_id_equipment_id_fk" FOREIGN KEY ("from_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."process_lag" ADD CONSTRAINT "process_lag_to_unit_id_equipment_id_fk" FOREIGN KEY ("to_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."process_lag" ADD CONSTRAINT "process_lag_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."reason_code" ADD CONSTRAINT "reason_code_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."routing_operation" ADD CONSTRAINT "routing_operation_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."routing_operation" ADD CONSTRAINT "routing_operation_routing_version_id_routing_version_id_fk" FOREIGN KEY ("routing_version_id") REFERENCES "reference"."routing_version"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."routing_operation" ADD CONSTRAINT "routing_operation_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."routing_version" ADD CONSTRAINT "routing_version_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."routing_version" ADD CONSTRAINT "routing_version_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."standard_cost" ADD CONSTRAINT "standard_cost_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."standard_cost" ADD CONSTRAINT "standard_cost_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."uom_conversion" ADD CONSTRAINT "uom_conversion_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."uom_conversion" ADD CONSTRAINT "uom_conversion_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."uom_conversion" ADD CONSTRAINT "uom_conversion_from_uom_uom_code_fk" FOREIGN KEY ("from_uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."uom_conversion" ADD CONSTRAINT "uom_conversion_to_uom_uom_code_fk" FOREIGN KEY ("to_uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."work_centre_rate" ADD CONSTRAINT "work_centre_rate_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."work_centre_rate" ADD CONSTRAINT "work_centre_rate_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."work_unit_qualification" ADD CONSTRAINT "work_unit_qualification_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."work_unit_qualification" ADD CONSTRAINT "work_unit_qualification_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."work_unit_qualification" ADD CONSTRAINT "work_unit_qualification_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reference"."work_unit_qualification" ADD CONSTRAINT "work_unit_qualification_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."count_proposal" ADD CONSTRAINT "count_proposal_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."count_proposal" ADD CONSTRAINT "count_proposal_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."exception" ADD CONSTRAINT "exception_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."exception" ADD CONSTRAINT "exception_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."exception" ADD CONSTRAINT "exception_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."handover" ADD CONSTRAINT "handover_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."handover" ADD CONSTRAINT "handover_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."labour_booking" ADD CONSTRAINT "labour_booking_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."labour_booking" ADD CONSTRAINT "labour_booking_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."labour_booking" ADD CONSTRAINT "labour_booking_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."needs_attention" ADD CONSTRAINT "needs_attention_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."operation_activity" ADD CONSTRAINT "operation_activity_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."operation_activity" ADD CONSTRAINT "operation_activity_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."operation_activity" ADD CONSTRAINT "operation_activity_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."order_component" ADD CONSTRAINT "order_component_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."order_component" ADD CONSTRAINT "order_component_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."order_component" ADD CONSTRAINT "order_component_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."order_component" ADD CONSTRAINT "order_component_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."order_component" ADD CONSTRAINT "order_component_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."order_operation" ADD CONSTRAINT "order_operation_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."order_operation" ADD CONSTRAINT "order_operation_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."order_operation" ADD CONSTRAINT "order_operation_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."order_operation" ADD CONSTRAINT "order_operation_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."production_entry" ADD CONSTRAINT "production_entry_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."production_entry" ADD CONSTRAINT "production_entry_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."production_entry" ADD CONSTRAINT "production_entry_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."production_entry" ADD CONSTRAINT "production_entry_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."production_entry" ADD CONSTRAINT "production_entry_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."production_order" ADD CONSTRAINT "production_order_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."production_order" ADD CONSTRAINT "production_order_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."production_order" ADD CONSTRAINT "production_order_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."shift_crew" ADD CONSTRAINT "shift_crew_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."shift_crew" ADD CONSTRAINT "shift_crew_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."shift_crew" ADD CONSTRAINT "shift_crew_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD CONSTRAINT "shift_proposal_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD CONSTRAINT "shift_proposal_target_site_id_site_id_fk" FOREIGN KEY ("target_site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD CONSTRAINT "shift_proposal_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "execution"."shift_proposal" ADD CONSTRAINT "shift_proposal_target_work_centre_id_equipment_id_fk" FOREIGN KEY ("target_work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."genealogy_edge" ADD CONSTRAINT "genealogy_edge_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."genealogy_edge" ADD CONSTRAINT "genealogy_edge_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."genealogy_edge" ADD CONSTRAINT "genealogy_edge_other_lot_id_lot_id_fk" FOREIGN KEY ("other_lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."genealogy_edge" ADD CONSTRAINT "genealogy_edge_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."genealogy_edge" ADD CONSTRAINT "genealogy_edge_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."genealogy_edge" ADD CONSTRAINT "genealogy_edge_run_id_production_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "materials"."production_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."genealogy_edge" ADD CONSTRAINT "genealogy_edge_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."genealogy_edge" ADD CONSTRAINT "genealogy_edge_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."genealogy_edge" ADD CONSTRAINT "genealogy_edge_move_id_material_move_id_fk" FOREIGN KEY ("move_id") REFERENCES "materials"."material_move"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."handling_unit" ADD CONSTRAINT "handling_unit_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."handling_unit" ADD CONSTRAINT "handling_unit_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."handling_unit" ADD CONSTRAINT "handling_unit_location_id_equipment_id_fk" FOREIGN KEY ("location_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot" ADD CONSTRAINT "lot_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot" ADD CONSTRAINT "lot_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot" ADD CONSTRAINT "lot_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot" ADD CONSTRAINT "lot_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot_mount" ADD CONSTRAINT "lot_mount_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot_mount" ADD CONSTRAINT "lot_mount_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot_mount" ADD CONSTRAINT "lot_mount_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot_mount" ADD CONSTRAINT "lot_mount_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot_mount" ADD CONSTRAINT "lot_mount_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot_mount" ADD CONSTRAINT "lot_mount_mounted_by_person_id_fk" FOREIGN KEY ("mounted_by") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot_stock" ADD CONSTRAINT "lot_stock_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot_stock" ADD CONSTRAINT "lot_stock_location_id_equipment_id_fk" FOREIGN KEY ("location_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."lot_stock" ADD CONSTRAINT "lot_stock_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_from_location_id_equipment_id_fk" FOREIGN KEY ("from_location_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_to_location_id_equipment_id_fk" FOREIGN KEY ("to_location_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."material_move" ADD CONSTRAINT "material_move_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."output_segment" ADD CONSTRAINT "output_segment_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."output_segment" ADD CONSTRAINT "output_segment_run_id_production_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "materials"."production_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."output_segment" ADD CONSTRAINT "output_segment_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."output_segment" ADD CONSTRAINT "output_segment_handling_unit_id_handling_unit_id_fk" FOREIGN KEY ("handling_unit_id") REFERENCES "materials"."handling_unit"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."production_run" ADD CONSTRAINT "production_run_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."production_run" ADD CONSTRAINT "production_run_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."production_run" ADD CONSTRAINT "production_run_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."production_run" ADD CONSTRAINT "production_run_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."serial" ADD CONSTRAINT "serial_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "materials"."serial" ADD CONSTRAINT "serial_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."characteristic" ADD CONSTRAINT "characteristic_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."characteristic" ADD CONSTRAINT "characteristic_plan_id_inspection_plan_id_fk" FOREIGN KEY ("plan_id") REFERENCES "quality"."inspection_plan"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."characteristic" ADD CONSTRAINT "characteristic_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."disposition" ADD CONSTRAINT "disposition_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."disposition" ADD CONSTRAINT "disposition_nonconformance_id_nonconformance_id_fk" FOREIGN KEY ("nonconformance_id") REFERENCES "quality"."nonconformance"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."hold" ADD CONSTRAINT "hold_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."hold" ADD CONSTRAINT "hold_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."hold" ADD CONSTRAINT "hold_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."inspection_plan" ADD CONSTRAINT "inspection_plan_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."inspection_plan" ADD CONSTRAINT "inspection_plan_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."instruction" ADD CONSTRAINT "instruction_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."instruction" ADD CONSTRAINT "instruction_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."instruction_acknowledgement" ADD CONSTRAINT "instruction_acknowledgement_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."instruction_acknowledgement" ADD CONSTRAINT "instruction_acknowledgement_instruction_id_instruction_id_fk" FOREIGN KEY ("instruction_id") REFERENCES "quality"."instruction"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."instruction_acknowledgement" ADD CONSTRAINT "instruction_acknowledgement_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."instruction_acknowledgement" ADD CONSTRAINT "instruction_acknowledgement_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."instruction_acknowledgement" ADD CONSTRAINT "instruction_acknowledgement_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD CONSTRAINT "nonconformance_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD CONSTRAINT "nonconformance_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD CONSTRAINT "nonconformance_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD CONSTRAINT "nonconformance_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD CONSTRAINT "nonconformance_check_id_check_id_fk" FOREIGN KEY ("check_id") REFERENCES "quality"."check"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance" ADD CONSTRAINT "nonconformance_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance_segment" ADD CONSTRAINT "nonconformance_segment_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance_segment" ADD CONSTRAINT "nonconformance_segment_nonconformance_id_nonconformance_id_fk" FOREIGN KEY ("nonconformance_id") REFERENCES "quality"."nonconformance"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."nonconformance_segment" ADD CONSTRAINT "nonconformance_segment_segment_id_output_segment_id_fk" FOREIGN KEY ("segment_id") REFERENCES "materials"."output_segment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."check" ADD CONSTRAINT "check_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."check" ADD CONSTRAINT "check_plan_id_inspection_plan_id_fk" FOREIGN KEY ("plan_id") REFERENCES "quality"."inspection_plan"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."check" ADD CONSTRAINT "check_operation_id_order_operation_id_fk" FOREIGN KEY ("operation_id") REFERENCES "execution"."order_operation"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."check" ADD CONSTRAINT "check_lot_id_lot_id_fk" FOREIGN KEY ("lot_id") REFERENCES "materials"."lot"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."check" ADD CONSTRAINT "check_recorded_by_person_id_fk" FOREIGN KEY ("recorded_by") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."recall_case" ADD CONSTRAINT "recall_case_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."result" ADD CONSTRAINT "result_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."result" ADD CONSTRAINT "result_check_id_check_id_fk" FOREIGN KEY ("check_id") REFERENCES "quality"."check"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "quality"."result" ADD CONSTRAINT "result_characteristic_id_characteristic_id_fk" FOREIGN KEY ("characteristic_id") REFERENCES "quality"."characteristic"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."cost_line" ADD CONSTRAINT "cost_line_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."cost_line" ADD CONSTRAINT "cost_line_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."cost_line" ADD CONSTRAINT "cost_line_item_id_item_id_fk" FOREIGN KEY ("item_id") REFERENCES "reference"."item"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."cost_line" ADD CONSTRAINT "cost_line_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."cost_line" ADD CONSTRAINT "cost_line_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."cost_period" ADD CONSTRAINT "cost_period_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."order_cost" ADD CONSTRAINT "order_cost_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."order_cost" ADD CONSTRAINT "order_cost_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."restatement" ADD CONSTRAINT "restatement_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."restatement" ADD CONSTRAINT "restatement_order_id_production_order_id_fk" FOREIGN KEY ("order_id") REFERENCES "execution"."production_order"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."restatement" ADD CONSTRAINT "restatement_closed_period_id_cost_period_id_fk" FOREIGN KEY ("closed_period_id") REFERENCES "costing"."cost_period"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "costing"."restatement" ADD CONSTRAINT "restatement_posted_period_id_cost_period_id_fk" FOREIGN KEY ("posted_period_id") REFERENCES "costing"."cost_period"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."counter_state" ADD CONSTRAINT "counter_state_tag_id_tag_id_fk" FOREIGN KEY ("tag_id") REFERENCES "telemetry"."tag"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."counter_state" ADD CONSTRAINT "counter_state_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."latest_value" ADD CONSTRAINT "latest_value_tag_id_tag_id_fk" FOREIGN KEY ("tag_id") REFERENCES "telemetry"."tag"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."latest_value" ADD CONSTRAINT "latest_value_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."performance_rollup" ADD CONSTRAINT "performance_rollup_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."performance_rollup" ADD CONSTRAINT "performance_rollup_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."quarantine" ADD CONSTRAINT "quarantine_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."source" ADD CONSTRAINT "source_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."sparkplug_node" ADD CONSTRAINT "sparkplug_node_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."state_interval" ADD CONSTRAINT "state_interval_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."state_interval" ADD CONSTRAINT "state_interval_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."tag" ADD CONSTRAINT "tag_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."tag" ADD CONSTRAINT "tag_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "telemetry"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."tag" ADD CONSTRAINT "tag_work_unit_id_equipment_id_fk" FOREIGN KEY ("work_unit_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."tag" ADD CONSTRAINT "tag_uom_uom_code_fk" FOREIGN KEY ("uom") REFERENCES "reference"."uom"("code") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."connection_site" ADD CONSTRAINT "connection_site_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "integration"."connection"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."connection_site" ADD CONSTRAINT "connection_site_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."cursor" ADD CONSTRAINT "cursor_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "integration"."connection"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."inbox_message" ADD CONSTRAINT "inbox_message_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."inbox_message" ADD CONSTRAINT "inbox_message_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "integration"."connection"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."lane" ADD CONSTRAINT "lane_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "integration"."connection"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."lane" ADD CONSTRAINT "lane_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."mapping" ADD CONSTRAINT "mapping_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "integration"."connection"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."message_attempt" ADD CONSTRAINT "message_attempt_message_id_outbox_message_id_fk" FOREIGN KEY ("message_id") REFERENCES "integration"."outbox_message"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."outbox_message" ADD CONSTRAINT "outbox_message_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."outbox_message" ADD CONSTRAINT "outbox_message_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "integration"."connection"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."policy" ADD CONSTRAINT "policy_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."policy" ADD CONSTRAINT "policy_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "integration"."connection"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD CONSTRAINT "reconciliation_line_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_line" ADD CONSTRAINT "reconciliation_line_run_id_reconciliation_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "integration"."reconciliation_run"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD CONSTRAINT "reconciliation_run_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "integration"."reconciliation_run" ADD CONSTRAINT "reconciliation_run_connection_id_connection_id_fk" FOREIGN KEY ("connection_id") REFERENCES "integration"."connection"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."account" ADD CONSTRAINT "account_person_id_person_id_fk" FOREIGN KEY ("person_id") REFERENCES "reference"."person"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."audit_entry" ADD CONSTRAINT "audit_entry_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."device" ADD CONSTRAINT "device_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."device" ADD CONSTRAINT "device_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."enrolment_code" ADD CONSTRAINT "enrolment_code_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."enrolment_code" ADD CONSTRAINT "enrolment_code_work_centre_id_equipment_id_fk" FOREIGN KEY ("work_centre_id") REFERENCES "reference"."equipment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."role_grant" ADD CONSTRAINT "role_grant_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "identity"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."role_grant" ADD CONSTRAINT "role_grant_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."session" ADD CONSTRAINT "session_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "identity"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."session" ADD CONSTRAINT "session_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "identity"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."sign_in_failure" ADD CONSTRAINT "sign_in_failure_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "identity"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."signature" ADD CONSTRAINT "signature_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity"."signature" ADD CONSTRAINT "signature_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "identity"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eventlog"."anchor" ADD CONSTRAINT "anchor_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eventlog"."command" ADD CONSTRAINT "command_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eventlog"."event" ADD CONSTRAINT "event_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eventlog"."seal" ADD CONSTRAINT "seal_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eventlog"."seal" ADD CONSTRAINT "seal_event_id_event_id_fk" FOREIGN KEY ("event_id") REFERENCES "eventlog"."event"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eventlog"."unsealed" ADD CONSTRAINT "unsealed_event_id_event_id_fk" FOREIGN KEY ("event_id") REFERENCES "eventlog"."event"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "eventlog"."unsealed" ADD CONSTRAINT "unsealed_site_id_site_id_fk" FOREIGN KEY ("site_id") REFERENCES "reference"."site"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "calendar_window_ix" ON "reference"."calendar_window" USING btree ("work_centre_id","from_at");--> statement-breakpoint
CREATE INDEX "commitment_open_ix" ON "reference"."commitment" USING btree ("site_id","item_id","priority_class","due_at") WHERE state = 'OPEN';--> statement-breakpoint
CREATE INDEX "equipment_parent_ix" ON "reference"."equipment" USING btree ("parent_id");--> statement-breakpoint
CREATE UNIQUE INDEX "item_version_open_uq" ON "reference"."item_version" USING btree ("item_id") WHERE valid_to is null;--> statement-breakpoint
CREATE INDEX "price_item_ix" ON "reference"."price" USING btree ("item_id","valid_from");--> statement-breakpoint
CREATE INDEX "work_centre_rate_ix" ON "reference"."work_centre_rate" USING btree ("work_centre_id","element","valid_from");--> statement-breakpoint
CREATE INDEX "exception_open_ix" ON "execution"."exception" USING btree ("site_id","severity","raised_at") WHERE state in ('RAISED','ACKNOWLEDGED','IN_PROGRESS');--> statement-breakpoint
CREATE UNIQUE INDEX "exception_open_subject_uq" ON "execution"."exception" USING btree ("site_id","class","subject") WHERE state in ('RAISED','ACKNOWLEDGED','IN_PROGRESS');--> statement-breakpoint
CREATE UNIQUE INDEX "labour_booking_open_uq" ON "execution"."labour_booking" USING btree ("person_id","operation_id") WHERE to_at is null;--> statement-breakpoint
CREATE INDEX "labour_booking_operation_ix" ON "execution"."labour_booking" USING btree ("operation_id","from_at");--> statement-breakpoint
CREATE INDEX "labour_booking_person_ix" ON "execution"."labour_booking" USING btree ("person_id","from_at");--> statement-breakpoint
CREATE INDEX "needs_attention_open_ix" ON "execution"."needs_attention" USING btree ("site_id","raised_at") WHERE settled_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "operation_activity_open_uq" ON "execution"."operation_activity" USING btree ("operation_id") WHERE to_at is null;--> statement-breakpoint
CREATE INDEX "operation_activity_unit_ix" ON "execution"."operation_activity" USING btree ("work_unit_id","from_at");--> statement-breakpoint
CREATE INDEX "order_component_operation_ix" ON "execution"."order_component" USING btree ("operation_id");--> statement-breakpoint
CREATE INDEX "order_operation_work_centre_ix" ON "execution"."order_operation" USING btree ("work_centre_id","state");--> statement-breakpoint
CREATE INDEX "order_operation_loaded_ix" ON "execution"."order_operation" USING btree ("work_unit_id") WHERE state in ('SETUP','RUNNING','PAUSED');--> statement-breakpoint
CREATE UNIQUE INDEX "production_entry_reverses_uq" ON "execution"."production_entry" USING btree ("reverses_id") WHERE reverses_id is not null;--> statement-breakpoint
CREATE INDEX "production_entry_operation_ix" ON "execution"."production_entry" USING btree ("operation_id","event_time");--> statement-breakpoint
CREATE INDEX "production_order_open_ix" ON "execution"."production_order" USING btree ("site_id","due_at") WHERE state in ('CREATED','RELEASED','IN_PROGRESS','ON_HOLD');--> statement-breakpoint
CREATE INDEX "shift_crew_person_ix" ON "execution"."shift_crew" USING btree ("person_id","in_at");--> statement-breakpoint
CREATE INDEX "genealogy_edge_lot_ix" ON "materials"."genealogy_edge" USING btree ("lot_id","kind");--> statement-breakpoint
CREATE INDEX "genealogy_edge_other_lot_ix" ON "materials"."genealogy_edge" USING btree ("other_lot_id") WHERE other_lot_id is not null;--> statement-breakpoint
CREATE INDEX "genealogy_edge_order_ix" ON "materials"."genealogy_edge" USING btree ("order_id","kind");--> statement-breakpoint
CREATE INDEX "lot_scan_ix" ON "materials"."lot" USING btree ("site_id","number");--> statement-breakpoint
CREATE INDEX "lot_supplier_ix" ON "materials"."lot" USING btree ("site_id","supplier_lot") WHERE supplier_lot is not null;--> statement-breakpoint
CREATE INDEX "lot_mount_unit_ix" ON "materials"."lot_mount" USING btree ("work_unit_id","mounted_at");--> statement-breakpoint
CREATE UNIQUE INDEX "material_move_reverses_uq" ON "materials"."material_move" USING btree ("reverses_id") WHERE reverses_id is not null;--> statement-breakpoint
CREATE INDEX "material_move_lot_ix" ON "materials"."material_move" USING btree ("lot_id","event_time");--> statement-breakpoint
CREATE INDEX "material_move_order_ix" ON "materials"."material_move" USING btree ("order_id","event_time");--> statement-breakpoint
CREATE INDEX "output_segment_lot_ix" ON "materials"."output_segment" USING btree ("lot_id");--> statement-breakpoint
CREATE INDEX "production_run_unit_ix" ON "materials"."production_run" USING btree ("work_unit_id","from_at");--> statement-breakpoint
CREATE INDEX "production_run_operation_ix" ON "materials"."production_run" USING btree ("operation_id");--> statement-breakpoint
CREATE INDEX "hold_open_ix" ON "quality"."hold" USING btree ("site_id","placed_at") WHERE released_at is null;--> statement-breakpoint
CREATE INDEX "check_due_ix" ON "quality"."check" USING btree ("operation_id","due_at") WHERE state = 'DUE';--> statement-breakpoint
CREATE INDEX "cost_line_order_ix" ON "costing"."cost_line" USING btree ("order_id","event_time","record_time");--> statement-breakpoint
CREATE INDEX "cost_line_site_time_ix" ON "costing"."cost_line" USING btree ("site_id","event_time");--> statement-breakpoint
CREATE INDEX "counter_reading_operation_ix" ON "telemetry"."counter_reading" USING btree ("operation_id","at") WHERE operation_id is not null;--> statement-breakpoint
CREATE INDEX "quarantine_open_ix" ON "telemetry"."quarantine" USING btree ("received_at") WHERE replayed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "state_interval_open_uq" ON "telemetry"."state_interval" USING btree ("work_unit_id") WHERE to_at is null and superseded_at is null;--> statement-breakpoint
CREATE INDEX "state_interval_unit_ix" ON "telemetry"."state_interval" USING btree ("work_unit_id","from_at");--> statement-breakpoint
CREATE INDEX "tag_work_unit_ix" ON "telemetry"."tag" USING btree ("work_unit_id");--> statement-breakpoint
CREATE INDEX "inbox_message_parked_ix" ON "integration"."inbox_message" USING btree ("connection_id","received_at") WHERE state = 'PARKED';--> statement-breakpoint
CREATE INDEX "inbox_message_subject_ix" ON "integration"."inbox_message" USING btree ("subject","received_at");--> statement-breakpoint
CREATE INDEX "inbox_message_recent_ix" ON "integration"."inbox_message" USING btree ("received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "mapping_theirs_uq" ON "integration"."mapping" USING btree ("connection_id","kind","theirs");--> statement-breakpoint
CREATE INDEX "message_attempt_message_ix" ON "integration"."message_attempt" USING btree ("message_id","started_at");--> statement-breakpoint
CREATE INDEX "outbox_message_open_ix" ON "integration"."outbox_message" USING btree ("connection_id","lane_key","sequence") WHERE state not in ('ACCEPTED','RESOLVED');--> statement-breakpoint
CREATE INDEX "outbox_message_due_ix" ON "integration"."outbox_message" USING btree ("priority","next_at") WHERE state in ('NEW','RETRY_WAIT','REPLAYED','SENDING','DELIVERED');--> statement-breakpoint
CREATE INDEX "outbox_message_order_ix" ON "integration"."outbox_message" USING btree ("order_id","record_time");--> statement-breakpoint
CREATE INDEX "outbox_message_recent_ix" ON "integration"."outbox_message" USING btree ("record_time");--> statement-breakpoint
CREATE UNIQUE INDEX "account_email_uq" ON "identity"."account" USING btree (lower("email")) WHERE email is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "account_badge_uq" ON "identity"."account" USING btree ("badge_hash") WHERE badge_hash is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "account_person_uq" ON "identity"."account" USING btree ("person_id") WHERE person_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "account_oidc_uq" ON "identity"."account" USING btree ("oidc_subject") WHERE oidc_subject is not null;--> statement-breakpoint
CREATE INDEX "audit_entry_at_ix" ON "identity"."audit_entry" USING btree ("at");--> statement-breakpoint
CREATE INDEX "session_account_ix" ON "identity"."session" USING btree ("account_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "command_account_ix" ON "eventlog"."command" USING btree ("account_id","record_time");--> statement-breakpoint
CREATE INDEX "event_aggregate_ix" ON "eventlog"."event" USING btree ("aggregate_id","position");--> statement-breakpoint
CREATE INDEX "event_order_ix" ON "eventlog"."event" USING btree ("order_id","position") WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX "event_site_time_ix" ON "eventlog"."event" USING btree ("site_id","record_time");--> statement-breakpoint
CREATE INDEX "unsealed_site_ix" ON "eventlog"."unsealed" USING btree ("site_id","position");