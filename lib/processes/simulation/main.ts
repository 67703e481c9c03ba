import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { connect, type Sql } from "@/db/client";
import { SIMULATED_SITE as SITE } from "@/db/seed/simulated-plant";
import { bundled } from "@/lib/platform/bundle";
import { env } from "@/lib/platform/env";
import { openHome } from "@/lib/processes/home";
import { readRunning } from "@/lib/processes/running";
import { differences, readTotals, since, wantedFigures } from "./figures";
import { type Span, storedFigures } from "./stored-figures";

/** A second of plant time is told in no less: what a machine says in it should have instants of its own. */
const LEAST_SECOND_MS = 20;
/** As old as what a gateway finds in its memory, and what a clock says that is behind. */
const OLDEST_MS = 4 * 86_400_000;
/** By so much clocks are off. */
const SKEW_MS = 3_600_000;
/** For so long nothing may come any more before what is missing is missing. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 1_000;
/** Lines of differences that are printed. */
const SHOWN = 40;

/** The simulator is a process of its own, which knows the broker alone. */
const simulator = (args: readonly string[]): string[] => ["--conditions=react-server", "--enable-source-maps", bundled("lib/sandbox/simulate/main.ts"), ...args];

const string = { type: "string" as const };
const boolean = { type: "boolean" as const };
const { values } = parseArgs({
  options: {
    lines: string,
    rate: string,
    "plant-seconds": string,
    seed: string,
    faults: string,
    url: string,
    sparkplug: boolean,
    check: boolean,
    "begins-at": string,
    "ends-at": string,
  },
});

/** Runs the simulator, and with `--check` looks whether the database has all that its machines said. Answers the code with which to end. */
async function main(): Promise<number> {
  const running = readRunning(openHome(env.MILLRACE_HOME));
  const url = values.url ?? env.MQTT_URL ?? running?.mqttUrl;
  const args = Object.entries({ ...values, url }).flatMap(([name, value]) =>
    value === undefined || name === "check" ? [] : value === true ? [`--${name}`] : [`--${name}`, String(value)],
  );
  if (values.check !== true) return ended(spawn(process.execPath, simulator(args), { stdio: "inherit" }));
  const databaseUrl = env.DATABASE_URL ?? running?.databaseUrl;
  if (databaseUrl === undefined && running !== null) throw new Error("The installation is starting: try again once it says that it runs.");
  if (databaseUrl === undefined) throw new Error("Nothing runs here that could have stored anything: start it with npm start, or set DATABASE_URL.");
  const connection = connect(databaseUrl, { max: 1, applicationName: "millrace simulate" });
  try {
    return await check(connection.sql, args);
  } finally {
    await connection.close();
  }
}

async function check(sql: Sql, args: readonly string[]): Promise<number> {
  const [lines, plantSeconds] = [Number(values.lines ?? 10), Number(values["plant-seconds"] ?? 600)];
  const sources = await sourcesOf(sql, lines);
  await until("a worker listens to the simulated machines", async () => (await unheard(sql, sources)) === 0);
  const { begins, earliest, times } = values.faults?.split(",").includes("clock-skew") === true ? fromNowOn(await lastTold(sql)) : await inThePast(sql, plantSeconds);
  const span = { addresses: await addressesOf(sql, lines), from: new Date(begins.getTime() - OLDEST_MS), begins: earliest };
  const before = await storedFigures(sql, span);
  const run = spawn(process.execPath, simulator([...args, ...times]), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [printed, code] = await Promise.all([text(run.stdout), ended(run)]);
  if (code !== 0) return code;
  const machines = readTotals(printed);
  const wanted = wantedFigures(machines);
  const differ = await settled(sql, span, (now) => differences(wanted, since(before, now)));
  if (differ.length === 0) {
    const samples = machines.flatMap(({ parameters }) => Object.values(parameters)).reduce((sum, one) => sum + one.samples, 0);
    const readings = machines.flatMap(({ counters }) => Object.values(counters)).reduce((sum, one) => sum + one.readings, 0);
    const [states, aside] = [machines.reduce((sum, one) => sum + one.states, 0), machines.reduce((sum, one) => sum + one.aside, 0)];
    console.log(
      `All ${samples + readings + states} values of ${machines.length} machines are there: ${samples} samples, ${readings} readings of counters, ${states} states. ${aside} messages were put aside, as they had to be.`,
    );
    return 0;
  }
  for (const line of differ.slice(0, SHOWN)) console.log(line);
  console.log(`${differ.length} of ${wanted.size} figures differ${differ.length > SHOWN ? `, of which the first ${SHOWN} are shown` : ""}.`);
  return 1;
}

/** When a run begins, the earliest time that its machines speak of as it happens, and what the simulator is told of it. */
type RunTime = { readonly begins: Date; readonly earliest: Date; readonly times: readonly string[] };

/** A machine says nothing of a time of which it has told already: where there is less room than it lives, its seconds are shorter. */
async function inThePast(sql: Sql, plantSeconds: number): Promise<RunTime> {
  const last = await lastTold(sql);
  await until("there is room after what was told last", async () => Date.now() - last > plantSeconds * LEAST_SECOND_MS);
  const endsAt = new Date();
  const begins = new Date(Math.max(last + 1, endsAt.getTime() - plantSeconds * 1000));
  return { begins, earliest: begins, times: ["--begins-at", begins.toISOString(), "--ends-at", endsAt.toISOString()] };
}

/** A clock can be seen to be off only where things are told when they happen. One that is behind speaks of what is past: nothing may be known of that, for what is late counts nothing (KP-04). */
function fromNowOn(last: number): RunTime {
  const begins = new Date();
  const earliest = new Date(begins.getTime() - SKEW_MS);
  if (last >= earliest.getTime())
    throw new Error(
      `A clock that is an hour behind would speak of an hour of which machines have told already. Try again from ${new Date(last + SKEW_MS + 1000).toISOString().replace(/\.\d+/, "")} on, or at once without clock-skew.`,
    );
  return { begins, earliest, times: ["--begins-at", begins.toISOString()] };
}

/** What differs in the end: nothing, or what still does once nothing has come for a while. */
async function settled(sql: Sql, span: Span, compare: (now: Awaited<ReturnType<typeof storedFigures>>) => string[]): Promise<string[]> {
  let last = "";
  let changedAt = Date.now();
  for (;;) {
    const differ = compare(await storedFigures(sql, span));
    if (differ.length === 0 || Date.now() - changedAt > PATIENCE_MS) return differ;
    if (differ.join() !== last) {
      changedAt = Date.now();
      console.error(`${differ.length} figures are not there yet`);
    }
    last = differ.join();
    await pause(LOOK_MS);
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`Waited ${PATIENCE_MS / 1000} s until ${what}.`);
    await pause(LOOK_MS / 4);
  }
}

/** The keys under which workers hold the sources of the machines. */
async function sourcesOf(sql: Sql, lines: number): Promise<string[]> {
  const kind = values.sparkplug === true ? "SPARKPLUG" : "PLAIN_JSON";
  const known = await sql<{ key: string; machines: number }[]>`
    select case s.kind when 'SPARKPLUG' then 'sparkplug' else s.id::text end as key, count(distinct t.address)::int as machines from telemetry.source s
    join reference.site p on p.id = s.site_id join telemetry.tag t on t.source_id = s.id and t.active where p.code = ${SITE} and s.kind = ${kind} and s.active group by 1`;
  if (known.reduce((sum, { machines }) => sum + machines, 0) < lines)
    throw new Error(
      `The installation does not know ${lines} such machines. Make them known once: npm run simulate:prepare -- --lines ${lines}${values.sparkplug === true ? " --sparkplug" : ""}`,
    );
  return known.map(({ key }) => key);
}

/** How many of the sources no living worker hears. */
async function unheard(sql: Sql, keys: readonly string[]): Promise<number> {
  const heard = await sql<{ key: string }[]>`
    select distinct s ->> 'key' as key from integration.worker_heartbeat w, jsonb_array_elements(w.detail -> 'sources') s
    where w.seen_at > now() - interval '20 seconds' and (s ->> 'connected')::boolean`;
  return keys.filter((key) => !heard.some((one) => one.key === key)).length;
}

/** The latest instant of which anything is known of simulated machines, in ms; 0 where nothing is. */
async function lastTold(sql: Sql): Promise<number> {
  const [row] = await sql<{ ms: number | null }[]>`
    select (extract(epoch from greatest(
      (select max(l.at) from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id join reference.site p on p.id = t.site_id where p.code = ${SITE}),
      (select max(i.from_at) from telemetry.state_interval i join reference.site p on p.id = i.site_id where p.code = ${SITE}))) * 1000)::float8 as ms`;
  return Math.ceil(row?.ms ?? 0);
}

async function addressesOf(sql: Sql, lines: number): Promise<string[]> {
  const kind = values.sparkplug === true ? "SPARKPLUG" : "PLAIN_JSON";
  const rows = await sql<{ address: string }[]>`
    select distinct t.address from telemetry.tag t join telemetry.source s on s.id = t.source_id join reference.site p on p.id = s.site_id
    where p.code = ${SITE} and s.kind = ${kind} and t.active order by 1 limit ${lines}`;
  return rows.map(({ address }) => address);
}

/** The code with which a process ends. */
function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (fault: unknown) => {
    console.error(fault instanceof Error ? fault.message : String(fault));
    process.exitCode = 1;
  },
);
