CREATE TABLE "materials"."sscc_series" (
	"company_prefix" text PRIMARY KEY NOT NULL,
	"last_serial" bigint NOT NULL,
	CONSTRAINT "sscc_series_company_prefix_ck" CHECK ("materials"."sscc_series"."company_prefix" ~ '^[0-9]{6,12}$'),
	CONSTRAINT "sscc_series_last_serial_ck" CHECK ("materials"."sscc_series"."last_serial" > 0)
);
