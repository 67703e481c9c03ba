CREATE TABLE "integration"."worker_heartbeat" (
	"worker" text PRIMARY KEY NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"detail" jsonb NOT NULL
);
