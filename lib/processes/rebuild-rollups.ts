import { parseArgs } from "node:util";
import { connect } from "@/db/client";
import { systemClock } from "@/lib/platform/clock";
import { env } from "@/lib/platform/env";
import { rebuildRollups } from "@/lib/telemetry/sink/rebuild-rollups";
import { loadSecrets, openHome } from "./home";
import { rebuildPerformance } from "./worker/roll-up-performance";
import { readRunning } from "./running";
import { openDatabase } from "./services";

// Builds minutes and hours of parameters anew from the samples that are stored, and the figures of shifts from the facts. May run beside the plant: a machine's writer
// waits while a day of its own is built, and of a shift's writers one has it in hand.
const USE = "Use: npm run rollups:rebuild -- --from 2026-03-01 --to 2026-04-01";
const { values } = parseArgs({ options: { from: { type: "string" }, to: { type: "string" } } });
const [from, to] = [new Date(values.from ?? ""), new Date(values.to ?? "")];
if (Number.isNaN(from.getTime()) || Number.isNaN(to.getTime()) || to <= from) {
  console.error(USE);
  process.exit(2);
}
const home = openHome(env.MILLRACE_HOME);
const say = (name: string, text: string) => console.log(`[${name}] ${text}`);

const running = env.DATABASE_URL === undefined ? readRunning(home)?.databaseUrl : undefined;
const database = await openDatabase(env.DATABASE_URL ?? running, home, loadSecrets(home), { warned: say, started: () => undefined, died: say });
const connection = connect(database.url, { max: 1, applicationName: "millrace rollups" });
try {
  console.log(`${await rebuildRollups(connection.sql, from, to)} minutes of parameters, and their hours, were built anew.`);
  console.log(`Shifts of which the figures were built anew: ${await rebuildPerformance({ db: connection.db, clock: systemClock }, from, to)}.`);
} finally {
  await connection.close();
  await database.stop();
}
