import { seededRandom } from "@/lib/sandbox/company/random";
import type { Machine } from "./machines";

/** What a machine reports of itself. */
export type MachineState = { readonly state: "PRODUCING" | "STARVED" | "BLOCKED" | "HELD" | "DOWN" | "STANDBY"; readonly reason: string | null };

/** What a person makes a machine do: stop with a failure, run again, run slower or faster, or run without any trouble of its own. */
export type MachineOrder =
  | { readonly action: "stop"; readonly reason: string }
  | { readonly action: "restore" }
  | { readonly action: "rate"; readonly factor: number }
  | { readonly action: "calm"; readonly calm: boolean }
  /** Whether it stands by while nobody works at it, or runs all the same. */
  | { readonly action: "attend"; readonly attend: boolean };

/** Counters of small controllers are 16 bits wide. */
export const COUNTER_VALUES = 65_536;
const STANDBY: MachineState = { state: "STANDBY", reason: null };
const RUNNING: MachineState = { state: "PRODUCING", reason: null };
/** Mean seconds from one trouble to the next. */
const BETWEEN_TROUBLES = 900;
const SCRAP_SHARE = 0.006;
/** Plant time passes in steps of this length and no other: what happens must not depend on how often somebody looks. */
export const STEP_SECONDS = 1;

type Trouble = { readonly share: number; readonly state: MachineState; readonly seconds: readonly [least: number, most: number] };

/** What interrupts a machine: mostly moments without a reason, sometimes material, rarely a breakdown. */
const TROUBLES: readonly Trouble[] = [
  { share: 0.45, state: { state: "HELD", reason: null }, seconds: [8, 70] },
  { share: 0.2, state: { state: "STARVED", reason: null }, seconds: [10, 110] },
  { share: 0.15, state: { state: "BLOCKED", reason: null }, seconds: [10, 110] },
  { share: 0.13, state: { state: "HELD", reason: "MAT-WAIT" }, seconds: [150, 420] },
  { share: 0.04, state: { state: "DOWN", reason: "BRK-ELEC" }, seconds: [360, 1200] },
  { share: 0.03, state: { state: "DOWN", reason: "BRK-MECH" }, seconds: [480, 1800] },
];

/**
 * One machine over time: its state, counters and process values. It has no clock, plant time passes with `step`. The same seed lives the same day:
 * troubles, strays, rejects and process values each have a random stream of their own, so that none shifts another.
 */
export class MachineModel {
  private readonly troubles: () => number;
  private readonly strays: () => number;
  private readonly rejects: () => number;
  private readonly noise: () => number;
  private now = 0;
  private trouble: { readonly until: number; readonly state: MachineState } | null = null;
  private nextTrouble: number;
  private stopped: MachineState | null = null;
  private factor = 1;
  private calm = false;
  private attend = true;
  private loaded = true;
  private fraction = 0;
  private strayUntil = 0;
  private nextStray: number;
  private readonly drift: number[];
  private readings: readonly number[];
  private current: MachineState = RUNNING;
  good = 0;
  scrap = 0;

  constructor(
    readonly machine: Machine,
    seed: number,
  ) {
    this.troubles = seededRandom(seed * 4);
    this.strays = seededRandom(seed * 4 + 1);
    this.rejects = seededRandom(seed * 4 + 2);
    this.noise = seededRandom(seed * 4 + 3);
    this.nextTrouble = wait(this.troubles, BETWEEN_TROUBLES);
    this.nextStray = wait(this.strays, 4 * 3600);
    this.drift = machine.parameters.map(() => 0);
    this.readings = this.measure();
  }

  get state(): MachineState {
    return this.current;
  }

  /** Lets one step of plant time pass. `leader` is the state of the machine that this one follows. */
  step(leader: MachineState | null): void {
    this.now += STEP_SECONDS;
    this.current = this.decide(leader);
    if (this.current.state === "PRODUCING") this.make();
    if (this.now >= this.nextStray) {
      this.strayUntil = this.now + 120 + this.strays() * 600;
      this.nextStray = this.strayUntil + wait(this.strays, 4 * 3600);
    }
    this.readings = this.measure();
  }

  /** Takes up what was ordered, without waiting for the next step. */
  settle(leader: MachineState | null): void {
    this.current = this.decide(leader);
  }

  /** The process values of now. While the machine stands they hardly move. */
  values(): { readonly name: string; readonly uom: string; readonly value: number }[] {
    return this.machine.parameters.map(({ name, uom }, index) => ({ name, uom, value: this.readings[index] ?? 0 }));
  }

  /** Whether somebody works at it; until it is told it takes it that somebody does. */
  load(loaded: boolean): void {
    this.loaded = loaded;
  }

  obey(order: MachineOrder): void {
    switch (order.action) {
      case "stop":
        this.stopped = { state: "DOWN", reason: order.reason };
        return;
      case "restore":
        this.stopped = null;
        this.trouble = null;
        this.nextTrouble = this.now + wait(this.troubles, BETWEEN_TROUBLES);
        return;
      case "rate":
        this.factor = order.factor;
        return;
      case "calm":
        this.calm = order.calm;
        if (order.calm) this.trouble = null;
        return;
      case "attend":
        this.attend = order.attend;
    }
  }

  private decide(leader: MachineState | null): MachineState {
    if (this.stopped !== null) return this.stopped;
    if (leader?.state === "STANDBY") return STANDBY;
    if (leader !== null && leader.state !== "PRODUCING") return { state: "STARVED", reason: null };
    if (this.attend && !this.loaded && this.machine.follows === null) return STANDBY;
    if (this.trouble !== null && this.now >= this.trouble.until) {
      this.trouble = null;
      this.nextTrouble = this.now + wait(this.troubles, BETWEEN_TROUBLES);
    }
    // Who follows another machine has troubles enough with that one.
    if (this.trouble === null && this.machine.follows === null && !this.calm && this.now >= this.nextTrouble) this.trouble = this.pickTrouble();
    return this.trouble?.state ?? RUNNING;
  }

  private pickTrouble(): { until: number; state: MachineState } {
    let draw = this.troubles();
    const found = TROUBLES.find(({ share }) => (draw -= share) < 0);
    const [least, most] = found?.seconds ?? [8, 70];
    return { until: this.now + least + this.troubles() * (most - least), state: found?.state ?? { state: "HELD", reason: null } };
  }

  private make(): void {
    this.fraction += (this.machine.unitsPerHour * this.factor * STEP_SECONDS) / 3600;
    const made = Math.floor(this.fraction);
    this.fraction -= made;
    let scrapped = 0;
    for (let i = 0; i < made; i += 1) if (this.rejects() < SCRAP_SHARE) scrapped += 1;
    this.good = (this.good + made - scrapped) % COUNTER_VALUES;
    this.scrap = (this.scrap + scrapped) % COUNTER_VALUES;
  }

  private measure(): number[] {
    return this.machine.parameters.map(({ centre, scatter, stray }, index) => {
      const drift = (this.drift[index] ?? 0) * 0.95 + (this.noise() - 0.5) * scatter * 0.3;
      this.drift[index] = drift;
      const strays = this.now < this.strayUntil && !this.calm ? stray : 0;
      const value = centre + drift + strays + (this.noise() + this.noise() - 1) * scatter * (this.current.state === "PRODUCING" ? 1 : 0.2);
      return Math.round(value * 100) / 100;
    });
  }
}

/** A waiting time with this mean, memoryless as breakdowns are. */
function wait(random: () => number, mean: number): number {
  return -Math.log(1 - random()) * mean;
}
