import { parseArgs } from "node:util";
import { z } from "zod";
import { systemClock } from "@/lib/platform/clock";
import { env } from "@/lib/platform/env";
import { FAULTS, simulate, type SimulationOptions } from "@/lib/sandbox/plant/simulation";

const USE = `Machines of any number, with known totals, against the broker of MQTT_URL:
  npm run simulate -- --lines 50 --rate 20000 --plant-seconds 600 --seed 1 --sparkplug --faults duplicates,disconnect --check
  --faults   ${FAULTS.join(", ")}, or all: every one but clock-skew, which runs from now on and not in what is past; all,clock-skew is every one
  --url      another broker than MQTT_URL or that of the running installation
  --check    wait until the database has all of it, and say what differs
Prepare the machines once: npm run simulate:prepare -- --lines 50`;

/** A second of plant time in which clocks can be seen to be off passes in so much of ours. */
const OUR_MS = 20;

const Arguments = z.object({
  lines: z.coerce.number().int().min(1).max(999).default(10),
  rate: z.coerce.number().positive().default(1000),
  "plant-seconds": z.coerce.number().int().min(1).max(86_400).default(600),
  seed: z.coerce.number().int().min(0).default(1),
  sparkplug: z.boolean().default(false),
  faults: z
    .string()
    .default("")
    .transform((text) => text.split(",").flatMap((word) => (word === "all" ? FAULTS.filter((fault) => fault !== "clock-skew") : word === "" ? [] : [word])))
    .pipe(z.array(z.enum(FAULTS))),
  url: z.string().optional(),
  "begins-at": z.coerce.date().optional(),
  "ends-at": z.coerce.date().optional(),
});

/** The simulator as a process: it prints what a receiver has to have, as JSON, a machine a line. */
async function main(): Promise<void> {
  const text = { type: "string" as const };
  const { values } = parseArgs({
    options: { lines: text, rate: text, "plant-seconds": text, seed: text, faults: text, url: text, "begins-at": text, "ends-at": text, sparkplug: { type: "boolean" } },
  });
  const read = Arguments.safeParse(values);
  const url = read.data?.url ?? env.MQTT_URL;
  if (!read.success || url === undefined) throw new Error(`${read.success ? "There is no broker: set MQTT_URL or --url." : z.prettifyError(read.error)}\n${USE}`);
  const { lines, rate, seed, sparkplug, faults, "plant-seconds": plantSeconds } = read.data;
  const run = { url, seed, lines, rate, plantSeconds, sparkplug, faults: new Set(faults) };
  const totals = await simulate({ ...run, ...timeOf(read.data) });
  for (const machine of totals.machines) console.log(JSON.stringify(machine));
  console.error(`${totals.values} values of ${lines} machines in ${totals.seconds.toFixed(1)} s: ${Math.round(totals.values / totals.seconds)} a second.`);
}

/** When plant time begins and ends: in what is past, told as fast as may be; or from now on, where a clock is off and whoever listens is to see it. */
function timeOf({
  faults,
  "plant-seconds": plantSeconds,
  "begins-at": beginsAt,
  "ends-at": endsAt,
}: z.infer<typeof Arguments>): Pick<SimulationOptions, "beginsAt" | "endsAt" | "clock"> {
  const now = systemClock.now();
  if (!faults.includes("clock-skew")) return { endsAt: endsAt ?? now, ...(beginsAt === undefined ? {} : { beginsAt }) };
  const begins = beginsAt ?? now;
  return { beginsAt: begins, endsAt: endsAt ?? new Date(begins.getTime() + plantSeconds * OUR_MS), clock: systemClock };
}

main().catch((fault: unknown) => {
  console.error(fault instanceof Error ? fault.message : String(fault));
  process.exitCode = 1;
});
