import { inDatabase } from "./in-database";

/** Attempts that the audit trail keeps as denied, of an account by its e-mail since an instant: action and what it was tried on. */
export async function deniedAttempts(databaseUrl: string, email: string, since: Date): Promise<string[]> {
  return inDatabase(databaseUrl, async (sql) => {
    const rows = await sql<{ what: string }[]>`
      select e.action || ' ' || e.subject as what
      from identity.audit_entry e join identity.account a on a.id = e.account_id
      where lower(a.email) = ${email.toLowerCase()} and e.outcome = 'DENIED' and e.at >= ${since} order by e.at`;
    return rows.map((row) => row.what);
  });
}
