import type { DataValue } from "node-opcua-client";
import { nodeTopic, opcuaLossTopic } from "@/lib/domain/equipment/opcua-topic";
import type { Clock } from "@/lib/platform/clock";
import { hasOverflown, isTooLong, messageOf, type NodeMessage } from "./data-value";
import { type Held, Interruption } from "./interruption";
import { lossMessage } from "./loss-message";
import type { Publisher } from "./publisher";

/** A reading that is older when a subscription begins has no news in it but that it holds. */
const NEWS_MS = 86_400_000;

/** Readings that wait for their order at most. */
const MOST_SORTED = 20_000;

type Last = { readonly topic: string; readonly message: NodeMessage; toldMs: number; atMs: number };

export type TellerOptions = { readonly prefix: string; readonly publisher: Publisher; readonly clock: Clock; readonly repeatMs: number };

/**
 * Tells what a server says to the broker: each change with the time that the server gives it, and what has not changed again and again for as long as the
 * server is there, for a machine that says nothing is UNKNOWN (KP-04). All times are by the server's clock.
 */
export class Teller {
  private last = new Map<string, Last>();
  private readonly lost = { server: 0, broker: 0, at: null as Date | null };
  /** When the server last said anything, by our clock; null while there is none. */
  private signMs: number | null = null;
  /** When it had last told everything that had changed. */
  private saidAllMs = 0;
  /** Set while the server cannot be reached, and after that until it has told all that it kept. */
  private interruption: Interruption | null = null;
  private away = false;
  /** Readings that wait for their order: when a session is taken up again, what the server tells now may come before what it tells once more. Null while none has to wait. */
  private sorting: { readonly written: string; readonly reading: DataValue; readonly atMs: number }[] | null = null;
  /** What held while it could not be reached, as far as it is not told yet. */
  private catchingUp: Iterator<readonly Held[]> | null = null;
  /** The server's clock is ahead of ours by so much. */
  private aheadMs = 0;
  private lagMs = 0;

  constructor(private readonly options: TellerOptions) {
    const { publisher } = options;
    // What was lost meanwhile is silence, and UNKNOWN where that was long enough (KP-04); what holds now is told.
    publisher.onRoom(() => this.repeatAll());
    // The broker has said for us meanwhile that we are gone.
    publisher.onConnect(() => this.repeatAll());
  }

  get losses(): { readonly lostAtServer: number; readonly lostAtBroker: number; readonly lostAt: Date | null } {
    return { lostAtServer: this.lost.server, lostAtBroker: this.lost.broker, lostAt: this.lost.at };
  }

  /** The nodes whose values are too long to be told, as they were written. */
  get tooLong(): readonly string[] {
    return this.signMs === null ? [] : [...this.last].flatMap(([written, { message }]) => (isTooLong(message) ? [written] : []));
  }

  /** For how long the server has said nothing. */
  get silentMs(): number {
    return this.signMs === null ? 0 : this.nowMs - this.signMs;
  }

  /** False from `interrupt` until the server says something again. */
  get isHeard(): boolean {
    return this.signMs !== null && !this.away;
  }

  private get nowMs(): number {
    return this.options.clock.now().getTime();
  }

  /** A subscription begins. A change takes at most `lagMs` until it is heard of. */
  begin({ lagMs }: { readonly lagMs: number }): void {
    this.last = new Map();
    this.lagMs = lagMs;
    this.signMs = this.nowMs;
    this.saidAllMs = this.nowMs;
    this.away = false;
    this.forget();
  }

  /** The server says that it is there, and whether that was all that it had to say. */
  sign(saidAll: boolean): void {
    if (this.signMs === null) return;
    this.signMs = this.nowMs;
    this.away = false;
    if (!saidAll || this.sorting !== null) return;
    this.saidAllMs = this.nowMs;
    if (this.interruption === null) return;
    this.catchingUp = this.interruption.steps(this.last, this.options.repeatMs, this.holdsAtMs);
    this.interruption = null;
  }

  /** The connection broke. Until it stands again, in the same session, readings wait for their order. */
  breakOff(): void {
    this.sorting ??= [];
    this.interrupt();
  }

  /** The session was taken up again, and what had been under way has come. */
  restore(): void {
    const readings = this.sorting?.toSorted((a, b) => a.atMs - b.atMs) ?? [];
    this.sorting = null;
    for (const { written, reading } of readings) this.tell(written, reading);
  }

  /** The server cannot be reached, but keeps what changes: its values are stale from its last sign of life on, until it is heard again. */
  interrupt(): void {
    if (this.signMs === null || this.away) return;
    this.away = true;
    this.catchingUp = null;
    this.interruption ??= new Interruption(this.holdsAtMs, this.last);
    this.sayLost(this.signMs);
  }

  /** What time the server has. */
  setClock(serverTime: Date): void {
    this.aheadMs = serverTime.getTime() - this.nowMs;
  }

  /** A reading of a node: the first one of a subscription is what the node has been for some time, and holds now. */
  tell(written: string, reading: DataValue): void {
    // What a session that was given up still says would bring machines back that nobody listens to; the next one begins with what holds.
    if (this.signMs === null) return;
    const now = this.options.clock.now();
    if (this.sorting !== null && this.sorting.length < MOST_SORTED) {
      this.sorting.push({ written, reading, atMs: Date.parse(messageOf(reading, now).ts) });
      return;
    }
    const overflown = hasOverflown(reading.statusCode.value);
    if (overflown) this.loseOne("server");
    const message = messageOf(reading, now);
    const [topic, atMs] = [nodeTopic(this.options.prefix, written), Date.parse(message.ts)];
    this.interruption?.keep(written, atMs, overflown);
    const isFirst = !this.last.has(written);
    // That it holds now is told with the next look; until then it is only known when it began.
    this.last.set(written, { topic, message, toldMs: isFirst ? 0 : now.getTime(), atMs });
    if (isFirst && now.getTime() + this.aheadMs - atMs > NEWS_MS) return;
    if (!this.options.publisher.publish(topic, JSON.stringify(message))) this.loseOne("broker");
  }

  /** Tells again what has not changed for long enough; after an interruption first what held meanwhile, one step a time. */
  repeat(): void {
    if (!this.isHeard || this.interruption !== null || this.sorting !== null || this.catchUp()) return;
    const dueMs = this.nowMs - this.options.repeatMs;
    const { holdsAtMs } = this;
    for (const entry of this.last.values()) if (entry.toldMs <= dueMs && holdsAtMs > entry.atMs) this.confirm(entry, holdsAtMs);
  }

  /** The server has gone: its values are stale from its last sign of life on. */
  lose(): void {
    if (this.signMs === null) return;
    this.restore();
    if (!this.away) this.sayLost(this.signMs);
    this.signMs = null;
    this.forget();
  }

  close(): void {
    this.last.clear();
  }

  /** Until when it is known what nodes are: what a server has not told when it had last told everything may have happened just before. */
  private get holdsAtMs(): number {
    return this.saidAllMs + this.aheadMs - this.lagMs;
  }

  private forget(): void {
    this.sorting = null;
    this.interruption = null;
    this.catchingUp = null;
  }

  private sayLost(signMs: number): void {
    // Should it find no room, the silence tells the same a little later.
    this.options.publisher.publish(opcuaLossTopic(this.options.prefix), lossMessage(new Date(signMs + this.aheadMs)));
  }

  /** False when nothing is left to be told of an interruption. What finds no room is not worth the room of what changes now. */
  private catchUp(): boolean {
    const step = this.catchingUp?.next();
    if (step === undefined || step.done === true) {
      this.catchingUp = null;
      return false;
    }
    const told = step.value.every(({ topic, message, atMs }) => message.value === null || this.publishAt(topic, message, atMs));
    if (!told) this.catchingUp = null;
    return told;
  }

  private publishAt(topic: string, message: NodeMessage, atMs: number): boolean {
    return this.options.publisher.publish(topic, JSON.stringify({ ...message, ts: new Date(atMs).toISOString() }));
  }

  private confirm(entry: Last, atMs: number): void {
    if (entry.message.value === null) return;
    entry.toldMs = this.nowMs;
    entry.atMs = atMs;
    // One that finds no room is no loss: it is told again in time.
    this.publishAt(entry.topic, entry.message, atMs);
  }

  private repeatAll(): void {
    for (const entry of this.last.values()) entry.toldMs = 0;
  }

  private loseOne(where: "server" | "broker"): void {
    this.lost[where] += 1;
    this.lost.at = this.options.clock.now();
  }
}
