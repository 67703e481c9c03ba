-- The first migrations granted the sequences that there were then; who packs a handling unit takes its number from this one.
GRANT USAGE, SELECT ON SEQUENCE materials.sscc_serial TO millrace_app;
