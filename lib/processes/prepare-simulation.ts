import { parseArgs } from "node:util";
import { eq } from "drizzle-orm";
import { connect } from "@/db/client";
import { site } from "@/db/schema/reference";
import { seedSimulatedPlant, SIMULATED_SITE } from "@/db/seed/simulated-plant";
import { env } from "@/lib/platform/env";
import { loadSecrets, openHome } from "./home";
import { readRunning } from "./running";
import { openDatabase } from "./services";

// Makes the machines known that `npm run simulate` speaks for: once, in a site of their own.
const { values } = parseArgs({ options: { lines: { type: "string", default: "10" }, sparkplug: { type: "boolean", default: false } } });
const lines = Number(values.lines);
if (!Number.isInteger(lines) || lines < 1 || lines > 999) {
  console.error("Use: npm run simulate:prepare -- --lines 50 [--sparkplug]");
  process.exit(2);
}
const home = openHome(env.MILLRACE_HOME);
const say = (name: string, text: string) => console.log(`[${name}] ${text}`);

const installation = env.DATABASE_URL === undefined ? readRunning(home) : null;
const running = installation?.databaseUrl;
if (installation !== null && running === undefined) {
  // A database of its own beside it would be the same one, and would be stopped under it.
  console.error("The installation is starting: try again once it says that it runs.");
  process.exit(1);
}
const database = await openDatabase(env.DATABASE_URL ?? running, home, loadSecrets(home), { warned: say, started: () => undefined, died: say });
const connection = connect(database.url, { max: 1, applicationName: "millrace simulate" });
try {
  const [known] = await connection.db.select({ id: site.id }).from(site).where(eq(site.code, SIMULATED_SITE));
  if (known === undefined) {
    await connection.db.transaction((tx) => seedSimulatedPlant(tx, lines, values.sparkplug));
    console.log(`${lines} simulated machines are known in the site ${SIMULATED_SITE}.`);
  } else {
    console.error(`The site ${SIMULATED_SITE} is there already, with the machines that it was made with.`);
    process.exitCode = 1;
  }
} finally {
  await connection.close();
  await database.stop();
}
