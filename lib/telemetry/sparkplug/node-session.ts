import { type Message, received } from "@/lib/telemetry/message";
import { nodeDeathTopic, sparkplugAddress } from "@/lib/telemetry/topics";
import { AliasTable, type DeclaredRoom } from "./alias-table";
import type { WirePayload } from "./decode-payload";
import type { HostEffect, HostPatience } from "./effects";
import { HeldMessages, type NodeMessage, SEQUENCES } from "./held-messages";
import { isOfProtocol, numberOf, readable, type Resolved, resolveMetrics } from "./resolve-metrics";
import { ToldMessages } from "./told-messages";
import { ToldNumbers } from "./told-numbers";

/** A node is asked at most so often for a metric that its births do not declare. */
const MISSING_MS = 60_000;
const NO_SESSION = "NBIRTH without a number bdSeq: any NDEATH of its edge node ends it, that of an older session as well";
const BIRTH_REFUSED = "its birth is too large to be read, and without it nobody knows what this means";

/**
 * One edge node as the host knows it. Sequence numbers 0…255 run over all its N and D messages except NDEATH. A message that is ahead waits
 * for the missing ones; when the wait is over the host asks for a rebirth and takes what it has. Messages before a birth wait likewise,
 * because MQTT keeps order per topic only: a DBIRTH may come before its NBIRTH, and an NDEATH before the birth that it ends. What a node said
 * before it was asked for its birth has numbers of its own: it is taken as soon as its metrics are declared, and moves no number.
 * Time is passed in; the session has no clock.
 */
export class NodeSession {
  private online = false;
  /** It was alive when the host listened last: its death counts, and its births replace what there was. */
  private remembered = false;
  /** Since when nobody hears it, of one that is remembered; null: of no host is it known that it heard it. Infinite: it is told. */
  private unheardSince: number | null = null;
  /** Null: its birth said none, so no death can be told to be another session's. */
  private bdSeq: number | null = null;
  private expected = 0;
  private aliases: AliasTable;
  private readonly devices = new Set<string>();
  private readonly waiting = new HeldMessages();
  private waitingSince: number | null = null;
  /** What was said before the birth that was asked for. */
  private before: NodeMessage[] = [];
  private beforeSince = 0;
  /** Whose births were too large to be read, the node's own as `""`: what they say is not understood, and another birth would be as large. */
  private readonly refused = new Set<string>();
  /** Devices that were there before the birth of their node, and since when they have not been born again. */
  private readonly unborn = new Map<string, { readonly atMs: number; readonly message: Message }>();
  private readonly numbers = new ToldNumbers();
  private readonly told = new ToldMessages();
  private askedAt: number | null = null;
  /** When a birth was asked for because a metric was not declared: one that does not declare it either must not lead to the next. */
  private missedAt: number | null = null;
  /** A rebirth is wanted, and the last request is too fresh for another. */
  private wantsRebirth = false;
  /** Since when nobody knows whether it lives: its death may have come while the host did not listen. */
  private doubted: { readonly sinceMs: number; readonly asked: boolean } | null = null;
  /** As it was passed in last. */
  private nowMs = 0;
  private earlyDeath: { readonly bdSeq: number; readonly atMs: number; readonly message: Message } | null = null;

  constructor(
    private readonly group: string,
    private readonly node: string,
    private readonly patience: HostPatience,
    private readonly room: DeclaredRoom,
  ) {
    this.aliases = new AliasTable(room);
  }

  /** What the database holds of a node that was alive: the session that its birth began, and its devices. */
  remember(bdSeq: number | null, devices: readonly string[], unheardSince: number | null): void {
    this.remembered = true;
    this.unheardSince = unheardSince;
    this.bdSeq = bdSeq;
    for (const device of devices) this.devices.add(device);
  }

  /** The host listens no longer. What is missing will not come, and what the node says next may be of another session, with other aliases. */
  leave(nowMs: number): HostEffect[] {
    // One that was not born since it was left last is unheard since then: a connection that breaks again and again brings nobody back.
    this.unheardSince = this.online ? nowMs : (this.unheardSince ?? nowMs);
    if (!this.online) return [];
    this.nowMs = nowMs;
    const effects = [...this.takeWaiting(nowMs), ...this.takeBefore(() => true)];
    this.online = false;
    this.remembered = true;
    this.wantsRebirth = false;
    // The answer to the last request may be lost.
    this.askedAt = null;
    for (const device of this.unborn.keys()) this.devices.add(device);
    this.unborn.clear();
    return effects;
  }

  /** Nobody heard it for longer than it may take for a birth; see `SparkplugHost.unheard`. */
  unheard(nowMs: number): HostEffect[] {
    const { group, node, unheardSince: sinceMs } = this;
    if (!this.remembered || sinceMs === null || nowMs < sinceMs + this.patience.rebirthMs) return [];
    this.unheardSince = Number.POSITIVE_INFINITY;
    const message = received(nodeDeathTopic(group, node), new Uint8Array(), nowMs);
    return ["", ...this.devices].map((device) => ({ type: "unheard", address: sparkplugAddress(group, node, device), atMs: sinceMs, message }));
  }

  /**
   * The host listens from now on and did not before. Whoever is alive is born anew because a host is there; who is not within the reorder time is
   * asked for a birth, and who does not answer within that of a rebirth is dead.
   */
  doubt(nowMs: number): void {
    if (this.remembered) this.doubted = { sinceMs: nowMs, asked: false };
  }

  /** When the session wants to be asked again, in milliseconds; null: not before the next message. */
  get deadline(): number | null {
    const { reorderMs, rebirthMs } = this.patience;
    const [unborn] = this.unborn.values();
    const ends = [
      ...(this.waitingSince === null ? [] : [this.waitingSince + reorderMs]),
      ...(this.before.length === 0 ? [] : [this.beforeSince + reorderMs]),
      ...(unborn === undefined ? [] : [unborn.atMs + reorderMs]),
      ...(this.doubted === null ? [] : [this.doubted.sinceMs + reorderMs + (this.doubted.asked ? rebirthMs : 0)]),
      ...(this.wantsRebirth && this.askedAt !== null ? [this.askedAt + rebirthMs] : []),
    ];
    return ends.length === 0 ? null : Math.min(...ends);
  }

  receive(incoming: NodeMessage, nowMs: number): HostEffect[] {
    this.nowMs = nowMs;
    switch (incoming.kind) {
      case "NBIRTH":
        return this.birth(incoming, nowMs);
      case "NDEATH":
        return this.death(incoming, nowMs);
      case "NDATA":
      case "DDATA":
        // Said once more after another birth it would be taken for what has its number now, and that for what is ahead.
        return this.told.isOld(incoming) ? [] : this.inSequence(incoming, nowMs);
      case "DBIRTH":
      case "DDEATH":
        return this.inSequence(incoming, nowMs);
    }
  }

  /** To be called when `deadline` has passed: what was waited for did not come. */
  expire(nowMs: number): HostEffect[] {
    if (this.deadline === null || nowMs < this.deadline) return [];
    this.nowMs = nowMs;
    const isOver = (since: number): boolean => nowMs >= since + this.patience.reorderMs;
    const effects: HostEffect[] = [];
    if (this.waitingSince !== null && isOver(this.waitingSince)) {
      effects.push(...this.askRebirth(nowMs), ...(this.online ? this.takeWaiting(nowMs) : this.giveUp("no birth of its edge node was received")));
    }
    if (this.before.length > 0 && isOver(this.beforeSince)) effects.push(...this.takeBefore(() => true));
    for (const [device, { atMs, message }] of this.unborn) {
      if (!isOver(atMs)) break;
      this.unborn.delete(device);
      effects.push(this.died(device, atMs, message));
    }
    effects.push(...this.resolveDoubt(nowMs));
    return this.wantsRebirth ? [...effects, ...this.askRebirth(nowMs)] : effects;
  }

  private resolveDoubt(nowMs: number): HostEffect[] {
    const { group, node, doubted, patience } = this;
    if (doubted === null || nowMs < doubted.sinceMs + patience.reorderMs) return [];
    if (!doubted.asked) {
      this.doubted = { ...doubted, asked: true };
      return this.askRebirth(nowMs);
    }
    if (nowMs < doubted.sinceMs + patience.reorderMs + patience.rebirthMs) return [];
    return this.die(nowMs, received(nodeDeathTopic(group, node), new Uint8Array(), nowMs));
  }

  private birth({ payload, message }: NodeMessage, nowMs: number): HostEffect[] {
    const effects = this.online ? this.takeWaiting(nowMs) : [];
    this.leaveBefore(payload.timestamp, nowMs);
    const bdSeq = numberOf(payload, "bdSeq");
    // Whether a device is still there its own birth says, which comes next: one that takes its time is no loss of a second.
    for (const device of this.devices) if (!this.unborn.has(device)) this.unborn.set(device, { atMs: nowMs, message });
    this.devices.clear();
    this.aliases.clear();
    this.aliases = new AliasTable(this.room);
    const problems = [...(bdSeq === null ? [NO_SESSION] : []), ...this.aliases.declare("", payload.metrics)];
    this.bdSeq = bdSeq;
    this.online = true;
    this.remembered = false;
    this.refused.clear();
    this.wantsRebirth = false;
    this.doubted = null;
    // A rebirth starts at 0 for some nodes and goes on for others: both are accepted (eclipse/tahu issue 373).
    this.expected = ((payload.seq ?? 0) + 1) % SEQUENCES;
    this.numbers.forget();
    this.told.begin(payload.timestamp);
    effects.push(...this.born("", payload, message, problems), ...this.takeBefore(({ device }) => device === ""));
    const ended = this.earlyDeath !== null && this.earlyDeath.bdSeq === bdSeq && nowMs - this.earlyDeath.atMs <= this.patience.reorderMs;
    this.earlyDeath = null;
    effects.push(...this.drain(nowMs));
    return ended ? [...effects, ...this.die(nowMs, message)] : effects;
  }

  /** Of what waits for a birth, what was said before it is not counted on from it. */
  private leaveBefore(birthMs: number | null, nowMs: number): void {
    if (birthMs === null) return;
    for (const [seq, incoming] of this.waiting) {
      if ((incoming.payload.timestamp ?? birthMs) >= birthMs) continue;
      this.waiting.delete(seq);
      if (this.before.length === 0) this.beforeSince = nowMs;
      this.before.push(incoming);
    }
    if (this.waiting.size === 0) this.waitingSince = null;
  }

  private death({ payload, message }: NodeMessage, nowMs: number): HostEffect[] {
    const bdSeq = numberOf(payload, "bdSeq");
    const isAlive = this.online || this.remembered;
    if (isAlive && (this.bdSeq === null || bdSeq === this.bdSeq)) return this.die(nowMs, message);
    if (bdSeq === null) return [{ type: "unreadable", message, reason: "NDEATH without bdSeq" }];
    if (!this.online) this.earlyDeath = { bdSeq, atMs: nowMs, message };
    return [];
  }

  private die(nowMs: number, message: Message): HostEffect[] {
    const effects = this.online ? this.takeWaiting(nowMs) : this.giveUp("no birth of its edge node was received");
    effects.push(...this.takeBefore(() => true));
    this.online = false;
    this.remembered = false;
    this.wantsRebirth = false;
    this.doubted = null;
    const gone = ["", ...this.devices, ...this.unborn.keys()];
    this.devices.clear();
    this.unborn.clear();
    return [...effects, ...gone.map((device) => this.died(device, nowMs, message))];
  }

  /** A birth of the node itself (`""`) or of a device that is larger than what is looked at. Whatever it was before is over, and it is not asked for another. */
  refuseBirth(device: string, message: Message, nowMs: number): HostEffect[] {
    this.nowMs = nowMs;
    const { group, node } = this;
    const isNews = !this.refused.has(device);
    this.refused.add(device);
    const refused: HostEffect[] = isNews ? [{ type: "refused", group, node, device, atMs: nowMs, message }] : [];
    if (device === "") return [...(this.online || this.remembered ? this.die(nowMs, message) : this.giveUp(BIRTH_REFUSED, false)), ...refused];
    this.devices.delete(device);
    this.unborn.delete(device);
    if (!this.online) return refused;
    // Its number stands in what was not read: it is the one that comes next.
    this.expected = (this.expected + 1) % SEQUENCES;
    return [...refused, ...this.drain(nowMs)];
  }

  private died(device: string, atMs: number, message: Message): HostEffect {
    return { type: "died", group: this.group, node: this.node, device, atMs, message };
  }

  private inSequence(incoming: NodeMessage, nowMs: number): HostEffect[] {
    const { seq, timestamp } = incoming.payload;
    if (seq === null || seq >= SEQUENCES) return [{ type: "unreadable", message: incoming.message, reason: "message without a sequence number 0…255" }];
    if (!this.online && this.refused.has("")) return [{ type: "unreadable", message: incoming.message, reason: BIRTH_REFUSED }];
    if (!this.online && this.waiting.isTooMuch(incoming)) {
      return [{ type: "unreadable", message: incoming.message, reason: "more was said before a birth of its edge node than is held", asked: true }, ...this.askRebirth(nowMs)];
    }
    if (!this.online) return [...this.hold(seq, incoming, nowMs), ...(incoming.kind === "DBIRTH" ? [] : this.askRebirth(nowMs))];
    if (seq === this.expected) return [...this.accept(seq, incoming), ...this.drain(nowMs)];
    // Its values are still true for their time.
    if (this.numbers.isMissed(seq, nowMs)) return this.tell(seq, incoming);
    if (!this.numbers.isRepeat(seq, timestamp)) {
      if (!this.waiting.isFull(seq, incoming)) return this.hold(seq, incoming, nowMs);
      // Numbers come round: whoever says so much while one is missing will not tell it any more.
      return [...this.askRebirth(nowMs), ...this.takeWaiting(nowMs), ...this.inSequence(incoming, nowMs)];
    }
    // A repeat: values are stored once for their time, births and deaths were carried out.
    return incoming.kind === "NDATA" || incoming.kind === "DDATA" ? this.apply(incoming) : [];
  }

  private hold(seq: number, incoming: NodeMessage, nowMs: number): HostEffect[] {
    const replaced = this.waiting.get(seq);
    // The same message once more says nothing new, and came when it came first.
    if (replaced !== undefined && Buffer.compare(replaced.message.payload, incoming.message.payload) === 0) return [];
    this.waiting.set(seq, incoming);
    this.waitingSince ??= nowMs;
    if (replaced === undefined) return [];
    return [{ type: "unreadable", message: replaced.message, reason: "another message with the same sequence number followed before it could be placed" }];
  }

  private accept(seq: number, incoming: NodeMessage): HostEffect[] {
    this.expected = (seq + 1) % SEQUENCES;
    return this.tell(seq, incoming);
  }

  private tell(seq: number, incoming: NodeMessage): HostEffect[] {
    this.numbers.tell(seq, incoming.payload.timestamp);
    return this.told.add(incoming, this.apply(incoming));
  }

  /** Takes the waiting messages that follow without a gap. What still waits starts a wait of its own. */
  private drain(nowMs: number): HostEffect[] {
    const effects: HostEffect[] = [];
    for (let next = this.waiting.get(this.expected); next !== undefined; next = this.waiting.get(this.expected)) {
      this.waiting.delete(this.expected);
      effects.push(...this.accept(this.expected, next));
      this.waitingSince = nowMs;
    }
    if (this.waiting.size === 0) this.waitingSince = null;
    return effects;
  }

  /** Takes everything that waits, over the gaps; what is missing may still come for as long as no other rebirth is asked for. */
  private takeWaiting(nowMs: number): HostEffect[] {
    const ordered = this.waiting.inOrderFrom(this.expected);
    this.waiting.clear();
    this.waitingSince = null;
    return ordered.flatMap(([seq, incoming]) => {
      for (; this.expected !== seq; this.expected = (this.expected + 1) % SEQUENCES) this.numbers.giveUp(this.expected, nowMs + this.patience.rebirthMs);
      return this.accept(seq, incoming);
    });
  }

  /** Takes what was said before the birth by those that are meant. Of a birth only the values: what it declared is over. */
  private takeBefore(isMeant: (incoming: NodeMessage) => boolean): HostEffect[] {
    const meant = this.before.filter(isMeant);
    if (meant.length === 0) return [];
    this.before = this.before.filter((incoming) => !meant.includes(incoming));
    return meant.flatMap((incoming) => this.told.add(incoming, incoming.kind === "DDEATH" ? [] : this.values(incoming.device, incoming.payload, incoming.message)));
  }

  /** `asked`: a birth that was asked for brings it. */
  private giveUp(reason: string, asked = true): HostEffect[] {
    const effects = [...this.waiting.values()].map(({ message }): HostEffect => ({ type: "unreadable", message, reason, ...(asked ? { asked } : {}) }));
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
        this.unborn.delete(device);
        return [this.died(device, payload.timestamp ?? message.receivedAtMs, message)];
      case "NDATA":
      case "DDATA":
        return this.data(device, payload, message);
      case "NBIRTH":
      case "NDEATH":
        return [];
    }
  }

  private deviceBirth(device: string, payload: WirePayload, message: Message): HostEffect[] {
    const problems = this.aliases.declare(device, payload.metrics);
    if (!this.aliases.has(device)) return problems.map((reason) => ({ type: "unreadable", message, reason }));
    this.devices.add(device);
    this.unborn.delete(device);
    this.refused.delete(device);
    return [...this.born(device, payload, message, problems), ...this.takeBefore((incoming) => incoming.device === device)];
  }

  /** What data speaks of is asked for where no birth has declared it: a device may have been born before we listened, or a birth been lost. */
  private data(device: string, payload: WirePayload, message: Message): HostEffect[] {
    const { effects, unresolved } = this.metrics(device, payload, message);
    if (unresolved?.missing === undefined) return readable(effects, unresolved, message);
    if (this.refused.has(device)) return [...effects, { type: "unreadable", message, reason: BIRTH_REFUSED }];
    const isOver = (since: number | null, ms: number): boolean => since === null || this.nowMs - since >= ms;
    // A birth that was asked for a moment ago brings it as well.
    const asks = isOver(this.missedAt, MISSING_MS) && isOver(this.askedAt, this.patience.rebirthMs);
    if (asks) this.missedAt = this.nowMs;
    return [...effects, { type: "unreadable", message, reason: unresolved.unresolved, asked: true }, ...(asks ? this.askRebirth(this.nowMs) : [])];
  }

  /** What a message says, where nothing more is asked for because of it. */
  private values(device: string, payload: WirePayload, message: Message): HostEffect[] {
    const { effects, unresolved } = this.metrics(device, payload, message);
    return readable(effects, unresolved, message);
  }

  private metrics(device: string, payload: WirePayload, message: Message): Resolved {
    return resolveMetrics(this.aliases, { group: this.group, node: this.node, device }, payload, message);
  }

  private born(device: string, payload: WirePayload, message: Message, problems: readonly string[]): HostEffect[] {
    const declared = this.aliases.declared(device).filter(({ name }) => !isOfProtocol(name));
    const atMs = payload.timestamp ?? message.receivedAtMs;
    return [
      { type: "born", group: this.group, node: this.node, device, bdSeq: this.bdSeq, declared, atMs, message },
      ...[...new Set(problems)].map((reason): HostEffect => ({ type: "unreadable", message, reason })),
      // Of what it says itself another birth would say the same.
      ...this.values(device, payload, message),
    ];
  }

  /** Asks for a birth, now or as soon as the last request is old enough. */
  askRebirth(nowMs: number): HostEffect[] {
    // It would say the same again.
    if (this.refused.has("")) return [];
    this.wantsRebirth = this.askedAt !== null && nowMs - this.askedAt < this.patience.rebirthMs;
    if (this.wantsRebirth) return [];
    this.askedAt = nowMs;
    return [{ type: "rebirth", group: this.group, node: this.node }];
  }
}
