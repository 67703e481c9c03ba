import type { Message } from "@/lib/telemetry/message";
import { sparkplugAddress, type SparkplugKind } from "@/lib/telemetry/topics";
import { AliasTable, type DeclaredRoom } from "./alias-table";
import type { WirePayload } from "./decode-payload";
import type { HostEffect, HostPatience, ResolvedMetric } from "./effects";

/** A message of an edge node with its payload read. */
export type NodeMessage = { readonly kind: SparkplugKind; readonly device: string; readonly payload: WirePayload; readonly message: Message };

const SEQUENCES = 256;
/** Metrics of the protocol itself; they carry no measurement. */
const PROTOCOL_METRIC = /^(?:bdSeq$|Node Control\/|Device Control\/)/;

/**
 * One edge node as the host knows it. Sequence numbers 0…255 run over all its N and D messages except NDEATH. A message that is ahead waits
 * for the missing ones; when the wait is over the host asks for a rebirth and takes what it has. Messages before a birth wait likewise,
 * because MQTT keeps order per topic only: a DBIRTH may come before its NBIRTH, and an NDEATH before the birth that it ends.
 * Time is passed in; the session has no clock.
 */
export class NodeSession {
  private online = false;
  private bdSeq: number | null = null;
  private expected = 0;
  private aliases: AliasTable;
  private readonly devices = new Set<string>();
  private readonly waiting = new Map<number, NodeMessage>();
  private waitingSince: number | null = null;
  private askedAt: number | null = null;
  private earlyDeath: { readonly bdSeq: number; readonly atMs: number; readonly message: Message } | null = null;

  constructor(
    private readonly group: string,
    private readonly node: string,
    private readonly patience: HostPatience,
    private readonly room: DeclaredRoom,
  ) {
    this.aliases = new AliasTable(room);
  }

  /** When the session wants to be asked again, in milliseconds; null: not before the next message. */
  get deadline(): number | null {
    return this.waitingSince === null ? null : this.waitingSince + this.patience.reorderMs;
  }

  receive(incoming: NodeMessage, nowMs: number): HostEffect[] {
    switch (incoming.kind) {
      case "NBIRTH":
        return this.birth(incoming, nowMs);
      case "NDEATH":
        return this.death(incoming, nowMs);
      case "NDATA":
      case "DBIRTH":
      case "DDATA":
      case "DDEATH":
        return this.inSequence(incoming, nowMs);
    }
  }

  /** To be called when `deadline` has passed: what was waited for did not come. */
  expire(nowMs: number): HostEffect[] {
    if (this.deadline === null || nowMs < this.deadline) return [];
    return this.online ? [...this.askRebirth(nowMs), ...this.takeWaiting()] : [...this.askRebirth(nowMs), ...this.giveUp("no birth of its edge node was received")];
  }

  private birth({ payload, message }: NodeMessage, nowMs: number): HostEffect[] {
    const effects = this.online ? this.takeWaiting() : [];
    const bdSeq = numberOf(payload, "bdSeq");
    const gone = this.online ? [...this.devices] : [];
    this.aliases.clear();
    this.aliases = new AliasTable(this.room);
    const problems = this.aliases.declare("", payload.metrics);
    this.devices.clear();
    this.bdSeq = bdSeq;
    this.online = true;
    this.askedAt = null;
    // A rebirth starts at 0 for some nodes and goes on for others: both are accepted (eclipse/tahu issue 373).
    this.expected = ((payload.seq ?? 0) + 1) % SEQUENCES;
    effects.push(...gone.map((device): HostEffect => ({ type: "died", group: this.group, node: this.node, device, atMs: nowMs, message })));
    effects.push(...this.born("", payload, message, problems));
    const ended = this.earlyDeath !== null && this.earlyDeath.bdSeq === bdSeq && nowMs - this.earlyDeath.atMs <= this.patience.reorderMs;
    this.earlyDeath = null;
    effects.push(...this.drain(nowMs));
    return ended ? [...effects, ...this.die(nowMs, message)] : effects;
  }

  private death({ payload, message }: NodeMessage, nowMs: number): HostEffect[] {
    const bdSeq = numberOf(payload, "bdSeq");
    if (bdSeq === null) return [{ type: "unreadable", message, reason: "NDEATH without bdSeq" }];
    if (this.online && bdSeq === this.bdSeq) return this.die(nowMs, message);
    if (!this.online) this.earlyDeath = { bdSeq, atMs: nowMs, message };
    return [];
  }

  private die(nowMs: number, message: Message): HostEffect[] {
    const effects = this.takeWaiting();
    this.online = false;
    const gone = ["", ...this.devices];
    this.devices.clear();
    return [...effects, ...gone.map((device): HostEffect => ({ type: "died", group: this.group, node: this.node, device, atMs: nowMs, message }))];
  }

  private inSequence(incoming: NodeMessage, nowMs: number): HostEffect[] {
    const { seq } = incoming.payload;
    if (seq === null || seq >= SEQUENCES) return [{ type: "unreadable", message: incoming.message, reason: "message without a sequence number 0…255" }];
    if (!this.online) {
      const effects: HostEffect[] = this.hold(seq, incoming, nowMs);
      return incoming.kind === "DBIRTH" ? effects : [...effects, ...this.askRebirth(nowMs)];
    }
    if (seq === this.expected) return [...this.accept(incoming), ...this.drain(nowMs)];
    const ahead = (seq - this.expected + SEQUENCES) % SEQUENCES;
    // More than half the circle ahead is behind: a message that was given up waiting for. Its values are still true for their time.
    if (ahead > SEQUENCES / 2) return this.apply(incoming);
    return this.hold(seq, incoming, nowMs);
  }

  private hold(seq: number, incoming: NodeMessage, nowMs: number): HostEffect[] {
    const replaced = this.waiting.get(seq);
    this.waiting.set(seq, incoming);
    this.waitingSince ??= nowMs;
    // The same message once more says nothing new.
    return replaced === undefined || Buffer.compare(replaced.message.payload, incoming.message.payload) === 0
      ? []
      : [{ type: "unreadable", message: replaced.message, reason: "another message with the same sequence number followed before it could be placed" }];
  }

  private accept(incoming: NodeMessage): HostEffect[] {
    this.expected = (this.expected + 1) % SEQUENCES;
    return this.apply(incoming);
  }

  /** Takes the waiting messages that follow without a gap. What still waits starts a wait of its own. */
  private drain(nowMs: number): HostEffect[] {
    const effects: HostEffect[] = [];
    for (let next = this.waiting.get(this.expected); next !== undefined; next = this.waiting.get(this.expected)) {
      this.waiting.delete(this.expected);
      effects.push(...this.accept(next));
      this.waitingSince = nowMs;
    }
    if (this.waiting.size === 0) this.waitingSince = null;
    return effects;
  }

  /** Takes everything that waits, over the gaps. */
  private takeWaiting(): HostEffect[] {
    const distance = (seq: number): number => (seq - this.expected + SEQUENCES) % SEQUENCES;
    const ordered = [...this.waiting].sort(([a], [b]) => distance(a) - distance(b));
    this.waiting.clear();
    this.waitingSince = null;
    return ordered.flatMap(([seq, incoming]) => {
      this.expected = (seq + 1) % SEQUENCES;
      return this.apply(incoming);
    });
  }

  private giveUp(reason: string): HostEffect[] {
    const effects = [...this.waiting.values()].map(({ message }): HostEffect => ({ type: "unreadable", message, reason }));
    this.waiting.clear();
    this.waitingSince = null;
    return effects;
  }

  private apply({ kind, device, payload, message }: NodeMessage): HostEffect[] {
    switch (kind) {
      case "DBIRTH":
        return this.deviceBirth(device, payload, message);
      case "DDEATH":
        this.devices.delete(device);
        return [{ type: "died", group: this.group, node: this.node, device, atMs: payload.timestamp ?? message.receivedAtMs, message }];
      case "NDATA":
      case "DDATA":
        return this.metrics(device, payload, message);
      case "NBIRTH":
      case "NDEATH":
        return [];
    }
  }

  private deviceBirth(device: string, payload: WirePayload, message: Message): HostEffect[] {
    const problems = this.aliases.declare(device, payload.metrics);
    if (!this.aliases.has(device)) return problems.map((reason) => ({ type: "unreadable", message, reason }));
    this.devices.add(device);
    return this.born(device, payload, message, problems);
  }

  private metrics(device: string, payload: WirePayload, message: Message): HostEffect[] {
    const resolved: ResolvedMetric[] = [];
    let unresolved: string | null = null;
    const otherwise = payload.timestamp === null ? { atMs: message.receivedAtMs, ownTime: false } : { atMs: payload.timestamp, ownTime: true };
    for (const metric of payload.metrics) {
      if (metric.name !== null && PROTOCOL_METRIC.test(metric.name)) continue;
      for (const one of this.aliases.resolve(device, metric, otherwise)) {
        if (!("unresolved" in one)) resolved.push(one);
        else unresolved ??= one.unresolved;
      }
    }
    const effects: HostEffect[] = [];
    if (resolved.length > 0) effects.push({ type: "metrics", address: sparkplugAddress(this.group, this.node, device), seq: payload.seq ?? 0, metrics: resolved, message });
    if (unresolved !== null) effects.push({ type: "unreadable", message, reason: unresolved });
    return effects;
  }

  private born(device: string, payload: WirePayload, message: Message, problems: readonly string[]): HostEffect[] {
    const declared = this.aliases.declared(device).filter(({ name }) => !PROTOCOL_METRIC.test(name));
    const atMs = payload.timestamp ?? message.receivedAtMs;
    return [
      { type: "born", group: this.group, node: this.node, device, bdSeq: this.bdSeq, declared, atMs, message },
      ...[...new Set(problems)].map((reason): HostEffect => ({ type: "unreadable", message, reason })),
      ...this.metrics(device, payload, message),
    ];
  }

  private askRebirth(nowMs: number): HostEffect[] {
    if (this.askedAt !== null && nowMs - this.askedAt < this.patience.rebirthMs) return [];
    this.askedAt = nowMs;
    return [{ type: "rebirth", group: this.group, node: this.node }];
  }
}

function numberOf(payload: WirePayload, name: string): number | null {
  const value = payload.metrics.find((metric) => metric.name === name)?.value;
  return typeof value === "number" ? value : null;
}
