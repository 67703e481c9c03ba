import { asc } from "drizzle-orm";
import { connect } from "@/db/client";
import { site } from "@/db/schema/reference";
import { type Break, type BreakReason, verifyChain } from "@/lib/eventlog/verify-chain";
import { env } from "@/lib/platform/env";
import { loadSecrets, openHome } from "./home";
import { readRunning } from "./running";
import { openDatabase } from "./services";

// Walks the hash chain of every site and says where it breaks first, if it does (SEC-10). Reads only, and may run beside the plant.
const home = openHome(env.MILLRACE_HOME);
const say = (name: string, text: string) => console.log(`[${name}] ${text}`);

const WHY: Readonly<Record<BreakReason, string>> = {
  GAP: "the chain skips a number before it",
  PREDECESSOR: "it does not follow the fact before it",
  CONTENT: "it reads otherwise than when it was sealed",
  REMOVED: "it was sealed, and is gone from the log",
  INSERTED: "it stands in the log, and no command left it to be sealed",
};

const running = env.DATABASE_URL === undefined ? readRunning(home)?.databaseUrl : undefined;
const database = await openDatabase(env.DATABASE_URL ?? running, home, loadSecrets(home), { warned: say, started: () => undefined, died: say });
const connection = connect(database.url, { role: "millrace_report", max: 2, applicationName: "millrace verify" });
try {
  const sites = await connection.db.select({ id: site.id, code: site.code }).from(site).orderBy(asc(site.code));
  if (sites.length === 0) console.log("No site is set up here, so nothing was recorded.");
  for (const { id, code } of sites) {
    const { checked, waiting, head, broken } = await verifyChain(connection.db, id);
    const waits = waiting === 0 ? "" : `, ${waiting} wait to be sealed`;
    if (broken === null) console.log(`${code}: ${checked} facts, the chain holds${waits}. Head ${head}`);
    else {
      console.error(`${code}: BROKEN after ${checked} facts: ${nameOf(broken)}: ${WHY[broken.why]}.`);
      process.exitCode = 1;
    }
  }
} finally {
  await connection.close();
  await database.stop();
}

function nameOf({ seq, eventId, type, recordTime }: Break): string {
  return [
    `event ${eventId}`,
    ...(seq === null ? [] : [`number ${seq}`]),
    ...(type === null ? [] : [type]),
    ...(recordTime === null ? [] : [`recorded ${recordTime.toISOString()}`]),
  ].join(", ");
}
