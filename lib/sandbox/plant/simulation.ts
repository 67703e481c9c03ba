import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "@/lib/platform/clock";
import { seededRandom } from "@/lib/sandbox/company/random";
import { distort } from "./distort";
import { garbage, huge } from "./garbage";
import { type Gateway, jsonGateway } from "./json-gateway";
import { COUNTER_VALUES, MachineModel, STEP_SECONDS } from "./machine-model";
import { simulatedMachine } from "./machines";
import { sparkplugGateway } from "./sparkplug-gateway";
import { Ledger, type MachineTotals } from "./totals";

/** What goes wrong in a run. */
export const FAULTS = [
  "duplicates",
  "out-of-order",
  "disconnect",
  "counter-reset",
  "rollover",
  "clock-skew",
  "node-death",
  "garbage",
  "huge",
  "seq-skip",
  "replay",
  "flood",
] as const;
export type Fault = (typeof FAULTS)[number];

export type SimulationOptions = {
  readonly url: string;
  readonly seed: number;
  readonly lines: number;
  /** Values a second of all machines together; less where the broker takes less. */
  readonly rate: number;
  /** Plant time that every machine lives. */
  readonly plantSeconds: number;
  readonly sparkplug: boolean;
  readonly faults: ReadonlySet<Fault>;
  /** When plant time ends; it began so much earlier, so that what is told is past. */
  readonly endsAt: Date;
  /** When plant time begins, where it has less room: its seconds are then shorter. */
  readonly beginsAt?: Date;
  /**
   * Where it is given, each thing is told when it happens by this clock, so that whoever listens by it sees clocks that are off: nothing before its time, and where somebody has to be
   * waited for plant time stands, and ends so much later. What is told seconds late while a clock is put right nobody could tell from what a clock says that is ahead by less.
   */
  readonly clock?: Clock;
  /** Told what time it is in the plant, as time passes there. */
  readonly passes?: (now: Date) => void;
};

export type SimulationTotals = { readonly machines: readonly MachineTotals[]; readonly values: number; readonly seconds: number };

const HOUR_MS = 3_600_000;
const CONNECT_SECONDS = 15;
/** Messages of a machine that the broker may not have taken yet before the machine waits: on their way, or remembered while the broker is away. */
const WAITING = 500;
/** What a machine makes before its counter wraps. */
const BEFORE_ROLLOVER = 5;
/** A counter that starts anew above half of its range could as well have wrapped. */
const MOST_BEFORE_RESET = COUNTER_VALUES / 4;
/** Share of messages that are repeated, and that are overtaken. */
const SHARE = 0.03;
/** Plant time between two mishaps. */
const MISHAP_SECONDS = 40;
/** For so long a machine that floods says so many times what it would. */
const FLOOD_SECONDS = 3;
const FLOOD_TIMES = 20;
/** So that those of a run lie apart from those of the last one. */
const NUMBERS_A_MS = 1000;
/** How old the oldest values are that a gateway finds in its memory. */
const DAYS_OLD_MS = 3 * 86_400_000;

/** One machine of a run with all that belongs to it. */
type Station = {
  readonly model: MachineModel;
  readonly ledger: Ledger;
  readonly open: () => Gateway;
  gateway: Gateway;
  /** The second of plant time until which it floods. */
  floods: number;
};

/**
 * Lets so many machines live for so long, each telling over its own connection, with faults where they are asked for, and says what a receiver has to have in the end to the
 * last part. The same seed tells the same; only when, and what a node's births repeat, depends on the broker. It returns once the broker has taken everything.
 * @throws Error when the broker does not take every machine at the beginning.
 */
export async function simulate(options: SimulationOptions): Promise<SimulationTotals> {
  let beganMs = options.beginsAt?.getTime() ?? options.endsAt.getTime() - options.plantSeconds * 1000;
  const secondMs = (options.endsAt.getTime() - beganMs) / options.plantSeconds;
  const putRight = options.faults.has("clock-skew") ? options.plantSeconds / 2 : 0;
  let second = 0;
  let values = 0;
  /** The part of the second that has passed for a machine that floods. */
  let part = 0;
  const standStill = (): void => {
    if (options.clock !== undefined) beganMs = Math.max(beganMs, options.clock.now().getTime() - second * secondMs);
  };
  standStill();
  const tellTime = (): void => options.passes?.(new Date(beganMs + second * secondMs));
  tellTime();
  const stations = Array.from({ length: options.lines }, (_, index) =>
    station(
      options,
      index,
      // A clock that is off is put right in the middle of the run.
      (skewMs) => new Date(Math.round(beganMs + (second + part) * secondMs) + (second < putRight ? skewMs : 0)),
      () => (values += 1),
    ),
  );
  let since = process.hrtime.bigint();
  const elapsed = (): number => Number(process.hrtime.bigint() - since) / 1e9;
  await until(() => stations.every(({ gateway }) => gateway.link.client.connected) || elapsed() > CONNECT_SECONDS);
  if (!stations.every(({ gateway }) => gateway.link.client.connected)) {
    await Promise.all(stations.map(({ gateway }) => gateway.close()));
    throw new Error(`The broker at ${options.url} did not take every machine within ${CONNECT_SECONDS} s.`);
  }
  since = process.hrtime.bigint();
  for (; second < options.plantSeconds; second += STEP_SECONDS) {
    tellTime();
    // Whatever was said by the wrong clock has been taken.
    if (second < putRight && second + STEP_SECONDS >= putRight) await settled(stations);
    await misfortune(options, stations, second);
    standStill();
    for (const one of stations) {
      const times = second < one.floods ? FLOOD_TIMES : 1;
      for (let time = 0; time < times; time += 1) {
        part = time / times;
        one.model.step(null);
        one.gateway.report();
      }
      part = 0;
    }
    const nextMs = beganMs + (second + STEP_SECONDS) * secondMs;
    await until(() => options.clock === undefined || options.clock.now().getTime() >= nextMs);
    await until(() => values <= options.rate * elapsed() && stations.every(({ gateway }) => gateway.link.waiting < WAITING));
  }
  tellTime();
  await settled(stations);
  const seconds = elapsed();
  const totals = stations.map(({ ledger }) => ledger.totals());
  await Promise.all(stations.map(({ gateway }) => gateway.close()));
  return { machines: totals, values, seconds };
}

function station({ url, seed, sparkplug, faults, beginsAt, endsAt }: SimulationOptions, index: number, now: (skewMs: number) => Date, counted: () => void): Station {
  const machine = simulatedMachine(index, sparkplug ? "SPARKPLUG" : "PLAIN_JSON");
  const model = new MachineModel(machine, seed * 1000 + index);
  if (faults.has("rollover") && index % 2 === 0) model.good = COUNTER_VALUES - BEFORE_ROLLOVER;
  const ledger = new Ledger(machine.address);
  const skewMs = faults.has("clock-skew") && index % 3 === 1 ? (index % 2 === 0 ? 1 : -1) * HOUR_MS : 0;
  const random = seededRandom(seed * 7919 + index);
  const share = { repeated: faults.has("duplicates") ? SHARE : 0, late: faults.has("out-of-order") ? SHARE : 0 };
  const distortion = share.repeated + share.late === 0 ? null : distort(random, share);
  // Numbers that begin anew within seconds would be taken for those of a clock that was put back: where time is short, a gateway remembers them over its restart.
  let numbersFrom = beginsAt === undefined ? 0 : endsAt.getTime() * NUMBERS_A_MS;
  const open = (): Gateway =>
    (sparkplug ? sparkplugGateway : jsonGateway)(url, model, () => now(skewMs), {
      distortion,
      numbersFrom,
      said(one) {
        counted();
        if (beginsAt !== undefined) numbersFrom = one.seq;
        ledger.hear(one);
      },
    });
  return { model, ledger, open, gateway: open(), floods: 0 };
}

/** Every so often one machine after the other has a mishap of those that are asked for. */
async function misfortune({ faults, endsAt }: SimulationOptions, stations: readonly Station[], second: number): Promise<void> {
  if (second === 0 || second % MISHAP_SECONDS !== 0) return;
  const number = second / MISHAP_SECONDS;
  const pick = (offset: number): Station | undefined => stations[(number + offset) % stations.length];
  const [dropped, dead, restarted, mad, large, skipping, old, flooding] = [0, 1, 2, 3, 4, 5, 6, 7].map(pick);
  if (faults.has("disconnect") && dropped !== undefined) {
    await quiet(dropped);
    dropped.gateway.drop();
    await until(() => !dropped.gateway.link.client.connected);
  }
  if (faults.has("node-death") && dead !== undefined) {
    await quiet(dead);
    await dead.gateway.close();
    dead.gateway = dead.open();
    await connected(dead);
  }
  if (faults.has("counter-reset") && restarted !== undefined && restarted.model.good < MOST_BEFORE_RESET) {
    await quiet(restarted);
    restarted.ledger.restart();
    restarted.model.good = 0;
    restarted.model.scrap = 0;
  }
  for (const [fault, guilty, made] of [
    ["garbage", mad, garbage],
    ["huge", large, huge],
  ] as const) {
    if (!faults.has(fault) || guilty === undefined) continue;
    await quiet(guilty);
    const messages = made(guilty.model.machine, `${endsAt.getTime()}-${number}`);
    for (const message of messages) guilty.gateway.link.sendNow(message);
    guilty.ledger.putAside(messages.length);
  }
  if (faults.has("seq-skip")) skipping?.gateway.skip();
  if (faults.has("replay") && old !== undefined) {
    await quiet(old);
    old.gateway.recall(endsAt.getTime() - DAYS_OLD_MS + number);
    old.gateway.link.repeat();
  }
  if (faults.has("flood") && flooding !== undefined) flooding.floods = second + FLOOD_SECONDS;
}

/** The broker has taken everything of it, also what was held back. */
async function quiet(one: Station): Promise<void> {
  await connected(one);
  one.gateway.link.flush();
  await until(() => one.gateway.link.waiting === 0);
}

async function connected({ gateway }: Station): Promise<void> {
  await until(() => gateway.link.client.connected);
}

async function settled(stations: readonly Station[]): Promise<void> {
  for (const one of stations) await quiet(one);
}

/** Looks every millisecond, and at least once lets everything else have its turn. */
async function until(holds: () => boolean): Promise<void> {
  do await pause(1);
  while (!holds());
}
