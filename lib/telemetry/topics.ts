import { SPARKPLUG } from "@/lib/domain/equipment/topic-pattern";
import { problemOfName } from "./message";

/** The kinds of a plain JSON topic `site/area/line/unit/kind` (IN-10). */
export type PlainKind = "state" | "count" | "param";

/** The Sparkplug B message types that a host application receives. */
export type SparkplugKind = "NBIRTH" | "NDEATH" | "NDATA" | "DBIRTH" | "DDEATH" | "DDATA";

export type Topic =
  | { readonly type: "plain"; readonly address: string; readonly kind: PlainKind }
  | { readonly type: "sparkplug"; readonly kind: SparkplugKind; readonly group: string; readonly node: string; readonly device: string }
  | { readonly type: "host-state"; readonly host: string }
  | { readonly type: "command" }
  /** Nobody's, whatever is mapped: it is no key of a table. */
  | { readonly type: "too-long"; readonly reason: string }
  | { readonly type: "unknown"; readonly reason: string };

const PLAIN_KINDS: ReadonlySet<string> = new Set<PlainKind>(["state", "count", "param"]);
const NODE_KINDS: ReadonlySet<string> = new Set<SparkplugKind>(["NBIRTH", "NDEATH", "NDATA"]);
const DEVICE_KINDS: ReadonlySet<string> = new Set<SparkplugKind>(["DBIRTH", "DDEATH", "DDATA"]);

function isPlainKind(text: string): text is PlainKind {
  return PLAIN_KINDS.has(text);
}

function isNodeKind(text: string): text is SparkplugKind {
  return NODE_KINDS.has(text);
}

function isDeviceKind(text: string): text is SparkplugKind {
  return DEVICE_KINDS.has(text);
}

/** Reads a topic name. What is none of ours is `unknown` with the reason, never an error. */
export function parseTopic(topic: string): Topic {
  const reason = problemOfName("the topic", topic);
  if (reason !== null) return { type: "too-long", reason };
  return topic.startsWith(`${SPARKPLUG}/`) ? parseSparkplug(topic.split("/")) : parsePlain(topic);
}

function parsePlain(topic: string): Topic {
  const cut = topic.lastIndexOf("/");
  const address = topic.slice(0, Math.max(0, cut));
  const kind = topic.slice(cut + 1);
  const levels = address.split("/");
  if (levels.length !== 4 || levels.includes("")) return { type: "unknown", reason: "topic is not site/area/line/unit/kind" };
  if (!isPlainKind(kind)) return { type: "unknown", reason: "topic does not end in state, count or param" };
  return { type: "plain", address, kind };
}

function parseSparkplug(levels: readonly string[]): Topic {
  const [, group = "", kind = "", node = "", device = ""] = levels;
  if (group === "STATE") return levels.length === 3 && kind !== "" ? { type: "host-state", host: kind } : { type: "unknown", reason: "STATE topic without a host id" };
  if (kind === "NCMD" || kind === "DCMD") return { type: "command" };
  if (group === "" || node === "" || levels.includes("")) return { type: "unknown", reason: "Sparkplug topic without group or node" };
  if (isNodeKind(kind) && levels.length === 4) return { type: "sparkplug", kind, group, node, device: "" };
  if (isDeviceKind(kind) && levels.length === 5) return { type: "sparkplug", kind, group, node, device };
  return { type: "unknown", reason: "Sparkplug topic of unknown form" };
}

/** Address of a Sparkplug node or device as the tag table spells it: `group/node[/device]`. */
export function sparkplugAddress(group: string, node: string, device: string): string {
  return device === "" ? `${group}/${node}` : `${group}/${node}/${device}`;
}

/** Topic of a command to an edge node. */
export function nodeCommandTopic(group: string, node: string): string {
  return `${SPARKPLUG}/${group}/NCMD/${node}`;
}

/** Topic on which an edge node's death is told. */
export function nodeDeathTopic(group: string, node: string): string {
  return `${SPARKPLUG}/${group}/NDEATH/${node}`;
}

/** Topic on which a Sparkplug host application says whether it is there. */
export function hostStateTopic(host: string): string {
  return `${SPARKPLUG}/STATE/${host}`;
}
