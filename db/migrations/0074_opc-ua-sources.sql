CREATE TABLE "telemetry"."opcua_identity" (
	"id" integer PRIMARY KEY NOT NULL,
	"application_uri" text NOT NULL,
	"certificate" "bytea" NOT NULL,
	"private_key" text NOT NULL,
	CONSTRAINT "opcua_identity_one_ck" CHECK ("telemetry"."opcua_identity"."id" = 1)
);
--> statement-breakpoint
CREATE TABLE "telemetry"."opcua_session" (
	"source_id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"problem" jsonb,
	"nodes" integer NOT NULL,
	"unknown" text[] NOT NULL,
	"lost_at_server" bigint NOT NULL,
	"lost_at_broker" bigint NOT NULL,
	"lost_at" timestamp (3) with time zone,
	"broker" boolean NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "opcua_session_state_known" CHECK ("state" in ('CONNECTING', 'CONNECTED', 'FAILED'))
);
--> statement-breakpoint
CREATE TABLE "telemetry"."opcua_source" (
	"source_id" uuid PRIMARY KEY NOT NULL,
	"settings" jsonb NOT NULL,
	"secrets" text,
	"version" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "telemetry"."source" DROP CONSTRAINT "source_kind_known";--> statement-breakpoint
ALTER TABLE "telemetry"."opcua_session" ADD CONSTRAINT "opcua_session_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "telemetry"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."opcua_source" ADD CONSTRAINT "opcua_source_source_id_source_id_fk" FOREIGN KEY ("source_id") REFERENCES "telemetry"."source"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "telemetry"."source" ADD CONSTRAINT "source_kind_known" CHECK ("kind" in ('PLAIN_JSON', 'SPARKPLUG', 'HTTP', 'OPC_UA'));