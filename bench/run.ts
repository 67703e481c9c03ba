import { z } from "zod";
import { command } from "./command";
import { erp } from "./erp";
import { type Figure, printFigure } from "./figure";
import { growth } from "./growth";
import { ingest, write } from "./ingest";
import { inBrowser } from "./in-browser";
import { catchup, commit, kill, telemetry } from "./telemetry";

// npm run bench [name] [-- --json]: measures everything, or what is named.
const together = (measure: () => Promise<Figure[]>) =>
  async function* () {
    yield* await measure();
  };
async function* everyGoal(): AsyncIterable<Figure> {
  yield* telemetry();
  yield* inBrowser(["latency"]);
}
const measurements: Readonly<Record<string, () => AsyncIterable<Figure>>> = {
  ingest,
  telemetry: everyGoal,
  // Parts of those two, for whoever works on one figure.
  write: together(write),
  commit,
  catchup,
  kill,
  growth,
  command: together(command),
  erp: together(erp),
  latency: () => inBrowser(["latency"]),
  pages: () => inBrowser(["pages"]),
  tablet: () => inBrowser(["tablet"]),
};
const names = z
  .array(z.enum(["ingest", "telemetry", "write", "commit", "catchup", "kill", "growth", "latency", "command", "erp", "pages", "tablet"]))
  .safeParse(process.argv.slice(2).filter((word) => !word.startsWith("--")));
if (!names.success) {
  console.error(`There is no such measurement. Known are: ${Object.keys(measurements).join(", ")}.`);
  process.exit(1);
}

const asJson = process.argv.includes("--json");
const wanted = names.data;
// One product serves all measurements that need a browser.
const runs = wanted.length > 0 ? wanted.map((name) => measurements[name]) : [measurements.telemetry, measurements.command, measurements.erp, () => inBrowser(["pages", "tablet"])];
for (const run of runs) if (run !== undefined) for await (const figure of run()) printFigure(figure, asJson);
process.exit(0);
