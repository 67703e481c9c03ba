import type { DataValue } from "node-opcua-client";
import { nodeTopic, opcuaLossTopic } from "@/lib/domain/equipment/opcua-topic";
import type { Clock } from "@/lib/platform/clock";
import { hasOverflown, isTooLong, messageOf, type NodeMessage } from "./data-value";
import { lossMessage } from "./loss-message";
import type { Publisher } from "./publisher";

/** A reading that is older when a subscription begins has no news in it but that it holds. */
const NEWS_MS = 86_400_000;

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

  private get nowMs(): number {
    return this.options.clock.now().getTime();
  }

  /** A subscription begins. A change takes at most `lagMs` until it is heard of. */
  begin({ lagMs }: { readonly lagMs: number }): void {
    this.last = new Map();
    this.lagMs = lagMs;
    this.signMs = this.nowMs;
  }

  /** The server says that it is there. */
  sign(): void {
    if (this.signMs !== null) this.signMs = this.nowMs;
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
    if (hasOverflown(reading.statusCode.value)) this.loseOne("server");
    const message = messageOf(reading, now);
    const [topic, atMs] = [nodeTopic(this.options.prefix, written), Date.parse(message.ts)];
    const isFirst = !this.last.has(written);
    // That it holds now is told with the next look; until then it is only known when it began.
    this.last.set(written, { topic, message, toldMs: isFirst ? 0 : now.getTime(), atMs });
    if (isFirst && now.getTime() + this.aheadMs - atMs > NEWS_MS) return;
    if (!this.options.publisher.publish(topic, JSON.stringify(message))) this.loseOne("broker");
  }

  /** Tells again what has not changed for long enough. */
  repeat(): void {
    if (this.signMs === null) return;
    const dueMs = this.nowMs - this.options.repeatMs;
    // What a server has not told until its last sign of life may have happened just before it.
    const holdsAtMs = this.signMs + this.aheadMs - this.lagMs;
    for (const entry of this.last.values()) if (entry.toldMs <= dueMs && holdsAtMs > entry.atMs) this.confirm(entry, holdsAtMs);
  }

  /** The server has gone: its values are stale from its last sign of life on. */
  lose(): void {
    if (this.signMs === null) return;
    // Should it find no room, the silence tells the same a little later.
    this.options.publisher.publish(opcuaLossTopic(this.options.prefix), lossMessage(new Date(this.signMs + this.aheadMs)));
    this.signMs = null;
  }

  close(): void {
    this.last.clear();
  }

  private confirm(entry: Last, atMs: number): void {
    if (entry.message.value === null) return;
    entry.toldMs = this.nowMs;
    entry.atMs = atMs;
    // One that finds no room is no loss: it is told again in time.
    this.options.publisher.publish(entry.topic, JSON.stringify({ ...entry.message, ts: new Date(atMs).toISOString() }));
  }

  private repeatAll(): void {
    for (const entry of this.last.values()) entry.toldMs = 0;
  }

  private loseOne(where: "server" | "broker"): void {
    this.lost[where] += 1;
    this.lost.at = this.options.clock.now();
  }
}
