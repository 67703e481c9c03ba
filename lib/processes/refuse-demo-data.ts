import { sql } from "drizzle-orm";
import { connect } from "@/db/client";

/**
 * SEC-16: an earlier start with the demo left badges, passwords and enrolment codes that anybody can read in the documentation, and a connection
 * to the sandbox ERP. A plant that switches the demo off must not run beside them, and what they recorded cannot be told from its own facts.
 * @throws Error in plain words, with the way out, when the database holds anything of the demo company.
 */
export async function refuseDemoData(databaseUrl: string): Promise<void> {
  const { db, close } = connect(databaseUrl, { max: 1 });
  try {
    // The connection is what the demo knows itself by; `.example` is reserved, so nobody's own people sign in with such an address.
    const [found] = await db.execute<{ connection: boolean; accounts: number }>(sql`select
      exists (select 1 from integration.connection where code = 'demo' and name = 'Sandbox ERP') as connection,
      (select count(*)::int from identity.account where email like '%@demo.example') as accounts`);
    if (found === undefined || (!found.connection && found.accounts === 0)) return;
  } finally {
    await close();
  }
  throw new Error(
    "MILLRACE_DEMO is off, but this database holds the demo company of an earlier start: its published badges, passwords and enrolment codes would stay valid.\n" +
      "Run `npm run db:reset` to drop everything that is in it and start anew, or point DATABASE_URL (or MILLRACE_HOME) at a database without it.",
  );
}
