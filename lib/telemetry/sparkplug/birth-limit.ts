import { type HostEffect, weightOf } from "./effects";

/** How often births of one node, and of each of its devices, are told: so many at once, and then one in this time. One of so many metrics counts as one, a larger one as more. */
export type BirthRate = { readonly burst: number; readonly everyMs: number; readonly metrics: number };

/**
 * A few reconnections within seconds, with the births that we ask for (one in ten seconds at most), are a bad network; more are no machine's life. Two seconds are what a missing
 * number is waited for as well; one of 5,000 metrics is told as often as we ask for it.
 */
export const BIRTH_RATE: BirthRate = { burst: 10, everyMs: 2_000, metrics: 1_000 };

/** So many bytes of births wait of one edge node, and of all of a host. */
const MAX_HELD_OF_NODE = 8 * 1024 * 1024;
const MAX_HELD = 32 * 1024 * 1024;

/** What births that wait may take of memory, of one edge node and of all of a host. */
export class HeldRoom {
  private taken = 0;

  constructor(
    private readonly most = MAX_HELD,
    readonly mostOfNode = MAX_HELD_OF_NODE,
  ) {}

  /** False, and nothing is taken, when there is no room. */
  take(bytes: number): boolean {
    if (this.taken + bytes > this.most) return false;
    this.taken += bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.taken -= bytes;
  }
}

type Change = Extract<HostEffect, { type: "born" | "died" | "refused" }>;
type Rebirth = Extract<HostEffect, { type: "rebirth" }>;
/** What is told last of a node or device while it is born too often: a birth with what it says, or a death; where there was no room for it, that a birth has to be asked for. */
type Held = { readonly change: Change | Rebirth; readonly said: readonly HostEffect[]; readonly bytes: number; readonly cost: number };
type Gate = { /** When all that was told is paid for. */ paidAt: number; isOnline: boolean; held: Held | null; passedOver: number };

/**
 * Keeps an edge node that is born again and again from spending the time of all others. The host reads each of its births, so that what it says next means what it should; but to store one
 * costs a hundred times as much. Of those beyond `BIRTH_RATE`, of the node itself and of each of its devices, the newest alone waits, with what it says, and is told when its time has come;
 * the others are passed over and counted with what is told next. What is no birth passes: nothing that a node says afterwards waits or is lost. Time is passed in.
 */
export class BirthLimit {
  private readonly gates = new Map<string, Gate>();
  /** How many gates hold something, and how much it takes. */
  private waiting = 0;
  private bytes = 0;
  private looksAt = 256;

  constructor(
    private readonly room: HeldRoom,
    private readonly rate: BirthRate = BIRTH_RATE,
  ) {}

  /** Answers what of all this, which follows from one message or from time having passed, is told now. */
  pass(effects: readonly HostEffect[], nowMs: number): HostEffect[] {
    if (!effects.some(isChange)) return [...effects];
    const now: HostEffect[] = [];
    for (let at = 0; at < effects.length; at += 1) {
      const effect = effects[at];
      if (effect === undefined) continue;
      if (effect.type === "born") {
        const said = saidWith(effect, effects, at + 1);
        at += said.length;
        now.push(...this.born(effect, said, nowMs));
      } else if (isChange(effect)) now.push(...this.gone(effect));
      else now.push(effect);
    }
    return now;
  }

  /** To be called when `deadline` has passed: births whose time has come. A `rebirth` is to be asked for through the session of the node. */
  release(nowMs: number): HostEffect[] {
    if (this.deadline === null) return [];
    return [...this.gates.values()].flatMap((gate) => (gate.held !== null && this.takes(gate, gate.held.cost, nowMs) ? this.tellHeld(gate, gate.held) : []));
  }

  /** Everything that waits, at once: nobody will hear this node for some time. */
  releaseAll(): HostEffect[] {
    return [...this.gates.values()].flatMap((gate) => (gate.held === null ? [] : this.tellHeld(gate, gate.held)));
  }

  /** When the first birth that waits may be told, in milliseconds; null: none waits. */
  get deadline(): number | null {
    if (this.waiting === 0) return null;
    let earliest: number | null = null;
    for (const { held, paidAt } of this.gates.values()) {
      if (held === null) continue;
      const freeAt = paidAt - (this.rate.burst - held.cost) * this.rate.everyMs;
      if (earliest === null || freeAt < earliest) earliest = freeAt;
    }
    return earliest;
  }

  private born(change: Extract<Change, { type: "born" }>, said: readonly HostEffect[], nowMs: number): HostEffect[] {
    const gate = this.gateOf(change.device, nowMs);
    if (this.takes(gate, this.costOf(change), nowMs)) {
      this.passOver(gate);
      return this.tell(gate, change, said);
    }
    this.passOver(gate);
    this.hold(gate, change, said);
    return [];
  }

  /** Of one that is told to be gone already it would say the same again, however often it was born in between. */
  private gone(change: Change): HostEffect[] {
    const gate = this.gates.get(change.device);
    if (gate === undefined) return [change];
    const waits = gate.held !== null && !gate.isOnline;
    this.passOver(gate);
    if (!waits) return this.tell(gate, change, []);
    this.hold(gate, change, []);
    return [];
  }

  private hold(gate: Gate, change: Change, said: readonly HostEffect[]): void {
    const bytes = [change, ...said].reduce((sum, effect) => sum + weightOf(effect), 0);
    const hasRoom = this.bytes + bytes <= this.room.mostOfNode && this.room.take(bytes);
    if (hasRoom) this.bytes += bytes;
    else if (change.type === "born") gate.passedOver += 1;
    const cost = this.costOf(change);
    gate.held = hasRoom ? { change, said, bytes, cost } : { change: { type: "rebirth", group: change.group, node: change.node }, said: [], bytes: 0, cost };
    this.waiting += 1;
  }

  /** What waited gives way to what is newer. */
  private passOver(gate: Gate): void {
    if (gate.held?.change.type === "born") gate.passedOver += 1;
    this.letGo(gate);
  }

  private letGo(gate: Gate): void {
    if (gate.held === null) return;
    this.bytes -= gate.held.bytes;
    this.room.giveBack(gate.held.bytes);
    this.waiting -= 1;
    gate.held = null;
  }

  private tellHeld(gate: Gate, { change, said }: Held): HostEffect[] {
    this.letGo(gate);
    return change.type === "rebirth" ? [change] : this.tell(gate, change, said);
  }

  private tell(gate: Gate, change: Change, said: readonly HostEffect[]): HostEffect[] {
    const { passedOver } = gate;
    gate.passedOver = 0;
    gate.isOnline = change.type === "born";
    return [passedOver === 0 ? change : { ...change, passedOver }, ...said];
  }

  /** What a birth counts as; no more than are told at once, or it would never be. */
  private costOf(change: Change): number {
    return change.type === "born" ? Math.min(Math.max(1, change.declared.length / this.rate.metrics), this.rate.burst) : 1;
  }

  private takes(gate: Gate, cost: number, nowMs: number): boolean {
    const { burst, everyMs } = this.rate;
    // A clock that was put back must not make anything wait for longer than a burst takes.
    const paidAt = Math.min(Math.max(gate.paidAt, nowMs), nowMs + burst * everyMs);
    const isFree = paidAt - nowMs <= (burst - cost) * everyMs;
    gate.paidAt = isFree ? paidAt + cost * everyMs : paidAt;
    return isFree;
  }

  private gateOf(device: string, nowMs: number): Gate {
    const known = this.gates.get(device);
    if (known !== undefined) return known;
    if (this.gates.size >= this.looksAt) this.forgetCalm(nowMs);
    const made: Gate = { paidAt: nowMs, isOnline: false, held: null, passedOver: 0 };
    this.gates.set(device, made);
    return made;
  }

  /** Of whoever has been calm for long enough nothing need be known: names that are made up one after the other take no memory for ever. */
  private forgetCalm(nowMs: number): void {
    for (const [device, { paidAt, held, passedOver }] of this.gates) if (paidAt <= nowMs && held === null && passedOver === 0) this.gates.delete(device);
    this.looksAt = Math.max(256, this.gates.size * 2);
  }
}

function isChange(effect: HostEffect): effect is Change {
  return effect.type === "born" || effect.type === "died" || effect.type === "refused";
}

/** What a birth says beside that it is one: its values, and what of it cannot be read. */
function saidWith({ message }: Change, effects: readonly HostEffect[], from: number): HostEffect[] {
  const end = effects.findIndex((effect, at) => at >= from && !((effect.type === "metrics" || effect.type === "unreadable") && effect.message === message));
  return effects.slice(from, end === -1 ? effects.length : end);
}
