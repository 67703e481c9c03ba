import { connect } from "@/db/client";
import { env } from "@/lib/platform/env";

// Moves the raw telemetry of a running installation into hypertables of TimescaleDB. Ingest waits while it runs: sources keep what they send (QoS 1), as when the database is away.
if (env.DATABASE_URL === undefined) {
  console.error("Set DATABASE_URL: the database that Millrace brings along has no TimescaleDB.");
  process.exit(2);
}
const connection = connect(env.DATABASE_URL, { max: 1, applicationName: "millrace timescale", role: null });
try {
  const [there] = await connection.sql`select from pg_extension where extname = 'timescaledb'`;
  if (there === undefined) {
    console.error("The extension timescaledb is not installed in this database. Whoever administers the server runs CREATE EXTENSION timescaledb in it first.");
    process.exitCode = 1;
  } else {
    const [row] = await connection.sql<{ moved: number }[]>`select telemetry.use_timescale() as moved`;
    console.log(row?.moved === 0 ? "The telemetry lies in hypertables already." : `${row?.moved} tables lie in hypertables now, with their rows.`);
  }
} finally {
  await connection.close();
}
