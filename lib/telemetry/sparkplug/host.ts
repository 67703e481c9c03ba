import { MAX_PAYLOAD_BYTES, type Message } from "@/lib/telemetry/message";
import { parseTopic, type SparkplugKind } from "@/lib/telemetry/topics";
import { DeclaredRoom } from "./alias-table";
import { BirthLimit, HeldRoom } from "./birth-limit";
import { decodePayload, MAX_BIRTH_BYTES } from "./decode-payload";
import type { HostEffect, HostPatience } from "./effects";
import { NodeSession } from "./node-session";

/** A host that is told nothing else waits 2 s for a missing message and asks a node for a rebirth at most every 10 s. */
export const DEFAULT_PATIENCE: HostPatience = { reorderMs: 2000, rebirthMs: 10_000 };

/** More edge nodes than this on one host are a flood of made-up names: further ones go to quarantine. */
const MAX_NODES = 10_000;
/** Devices and metrics of all nodes together, some 100 MB, and of one node. */
const MAX_DECLARED = 500_000;
const MAX_DECLARED_OF_NODE = 50_000;

/** SEC-15: how much of a message is looked at, by what it says. */
function mostOf(kind: SparkplugKind): number {
  return kind === "NBIRTH" || kind === "DBIRTH" ? MAX_BIRTH_BYTES : MAX_PAYLOAD_BYTES;
}

/** How many bytes of a message of this topic and length the host looks at. */
export function mostBytes(topic: string, length: number): number {
  if (length <= MAX_PAYLOAD_BYTES) return MAX_PAYLOAD_BYTES;
  const parsed = parseTopic(topic);
  return parsed.type === "sparkplug" ? mostOf(parsed.kind) : MAX_PAYLOAD_BYTES;
}

/** An edge node that was alive when the host was last there, and its devices that were. */
export type KnownNode = { readonly group: string; readonly node: string; readonly bdSeq: number | null; readonly devices: readonly string[] };

/** What the host knows of an edge node, and how often it is told to be born. */
type EdgeNode = { readonly session: NodeSession; readonly limit: BirthLimit };

/** The Sparkplug B host application without its connection: messages and time in, effects out. */
export class SparkplugHost {
  private readonly nodes = new Map<string, EdgeNode>();

  constructor(
    private readonly patience: HostPatience = DEFAULT_PATIENCE,
    private readonly room = new DeclaredRoom(MAX_DECLARED, MAX_DECLARED_OF_NODE),
    private readonly heldRoom = new HeldRoom(),
  ) {}

  /** To be told before anything else which nodes were alive when a host was last there, and until when that is known to have listened; null: of none is it known. */
  remember(nodes: readonly KnownNode[], listenedUntilMs: number | null): void {
    for (const { group, node, bdSeq, devices } of nodes) this.edgeNode(group, node)?.session.remember(bdSeq, devices, listenedUntilMs);
  }

  /** To be told whenever it listens no longer: who is alive will be asked for a birth before anything else that it says counts, for it may be born anew meanwhile. */
  leaves(nowMs: number): HostEffect[] {
    return [...this.nodes.values()].flatMap(({ session, limit }) => [...limit.pass(session.leave(nowMs), nowMs), ...limit.releaseAll()]);
  }

  /**
   * To be asked while nobody listens, and before it listens again: of whoever was alive and was not heard for longer than it may take for a birth nobody knows anything since then. A
   * host that listened in between for too short a time for it to answer has not heard it. Told once.
   */
  unheard(nowMs: number): HostEffect[] {
    return [...this.nodes.values()].flatMap(({ session }) => session.unheard(nowMs));
  }

  /** To be told whenever it begins to listen: whoever is taken for alive may have died before. */
  listens(nowMs: number): void {
    for (const { session } of this.nodes.values()) session.doubt(nowMs);
  }

  receive(message: Message, nowMs: number): HostEffect[] {
    const topic = parseTopic(message.topic);
    if (topic.type === "command" || topic.type === "host-state") return [];
    if (topic.type !== "sparkplug") return [{ type: "unreadable", message, reason: topic.type === "plain" ? "not a Sparkplug topic" : topic.reason }];
    const most = mostOf(topic.kind);
    const payload = decodePayload(message.payload, most);
    const isLargeBirth = most === MAX_BIRTH_BYTES && message.payload.length > most;
    if ("unreadable" in payload && !isLargeBirth) return [{ type: "unreadable", message, reason: payload.unreadable }];
    const edgeNode = this.edgeNode(topic.group, topic.node);
    if (edgeNode === null) return [{ type: "unreadable", message, reason: "too many edge nodes" }];
    const { session, limit } = edgeNode;
    if (!("unreadable" in payload)) return limit.pass(session.receive({ kind: topic.kind, device: topic.device, payload, message }, nowMs), nowMs);
    return limit.pass([{ type: "unreadable", message, reason: payload.unreadable }, ...session.refuseBirth(topic.device, message, nowMs)], nowMs);
  }

  /** What follows from time having passed: waits that are over. */
  tick(nowMs: number): HostEffect[] {
    return [...this.nodes.values()].flatMap(({ session, limit }) => [
      ...limit.pass(session.expire(nowMs), nowMs),
      ...limit.release(nowMs).flatMap((effect) => (effect.type === "rebirth" ? session.askRebirth(nowMs) : [effect])),
    ]);
  }

  /** The earliest instant at which `tick` has something to do; null: none. */
  get deadline(): number | null {
    let earliest: number | null = null;
    for (const { session, limit } of this.nodes.values())
      for (const deadline of [session.deadline, limit.deadline]) if (deadline !== null && (earliest === null || deadline < earliest)) earliest = deadline;
    return earliest;
  }

  private edgeNode(group: string, node: string): EdgeNode | null {
    const key = `${group}/${node}`;
    const known = this.nodes.get(key);
    if (known !== undefined) return known;
    if (this.nodes.size >= MAX_NODES) return null;
    const made = { session: new NodeSession(group, node, this.patience, this.room), limit: new BirthLimit(this.heldRoom) };
    this.nodes.set(key, made);
    return made;
  }
}
