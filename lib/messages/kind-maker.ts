import { randomUUID } from "node:crypto";
import { OutboundMessage, type OutboundType } from "@/lib/messages/outbound";
import { samples } from "@/lib/messages/samples";

/** What has to be said before a kind can be: a restored line went down before, and what is taken back was booked. */
const BEFORE: Partial<Readonly<Record<OutboundType, OutboundType>>> = {
  "mes.entry.reversed.v1": "mes.production.confirmed.v1",
  "mes.line.restored.v1": "mes.line.down.v1",
  "mes.exception.resolved.v1": "mes.exception.raised.v1",
  "mes.lot.released.v1": "mes.lot.held.v1",
};

type Words = Readonly<Record<string, string>>;
type Data = Partial<Readonly<Record<OutboundType, object>>>;

/** Makes messages of one world, each subject with a sequence of its own. */
export type KindMaker = {
  /** A kind after what has to be said before it. */
  (type: OutboundType, words?: Words, data?: Data): OutboundMessage[];
  /** Takes a message back. */
  reversalOf(message: OutboundMessage): OutboundMessage[];
};

/**
 * The published samples as messages of a world of its own. `given`: what stands in the place of the words of the samples, such as an order that may be booked on for
 * `PO-1001`; `always`: what a kind must say otherwise there; `source`: who says it, where sequences must not meet those of others.
 */
export function kindMaker(given: Words, always: Data = {}, source: string | null = null): KindMaker {
  const sequences = new Map<string, number>();
  let made = 0;
  const make = (type: OutboundType, words: Words, data: Data, more: object): OutboundMessage => {
    const said = OutboundMessage.parse(withWords(samples().get(type), { ...given, ...words }));
    // Nobody is at two places at once: each fact happened two hours before the last one.
    made += 1;
    const time = new Date(Date.parse(said.time) - made * 7_200_000).toISOString();
    const sequence = (sequences.get(said.subject) ?? 0) + 1;
    sequences.set(said.subject, sequence);
    const head = { id: randomUUID(), source: source ?? said.source, time, recordtime: time, sequence };
    return OutboundMessage.parse({ ...said, ...head, data: { ...said.data, ...always[type], ...data[type], ...more } });
  };
  const reversed = ({ id, type, data }: OutboundMessage) => ({ reversed: { id, type, data } });
  const chain = (type: OutboundType, words: Words = {}, data: Data = {}): OutboundMessage[] => {
    const before = BEFORE[type];
    if (before === undefined) return [make(type, words, data, {})];
    const earlier = make(before, words, data, {});
    return [earlier, make(type, words, data, type === "mes.entry.reversed.v1" ? reversed(earlier) : {})];
  };
  return Object.assign(chain, { reversalOf: (message: OutboundMessage) => [make("mes.entry.reversed.v1", {}, {}, reversed(message))] });
}

function withWords(value: unknown, words: Words): unknown {
  if (typeof value === "string") return words[value] ?? value.replace(/\/(.+)$/, (whole, name: string) => (words[name] === undefined ? whole : `/${words[name]}`));
  if (Array.isArray(value)) return value.map((each: unknown) => withWords(each, words));
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([name, each]: [string, unknown]) => [name, withWords(each, words)]));
  return value;
}
