import { z } from "zod";

/** What a screen can watch. */
export const TOPIC_KINDS = [
  "wip",
  "order",
  "operation",
  "line",
  "unit",
  "message",
  "lot",
  "exception",
  "cost",
  "reconciliation",
  "nonconformance",
  "instruction",
  "source",
] as const;
export type TopicKind = (typeof TOPIC_KINDS)[number];

/** One thing that changed: ids only, so that nothing confidential travels before rights are checked. `id` null: something of this kind at the site. */
export type Topic = { readonly kind: TopicKind; readonly siteId: string; readonly id: string | null };

/** What a command reports: kind of thing, its id, and the order that it belongs to. */
export type LiveChange = { readonly siteId: string; readonly kind: string; readonly id: string; readonly orderId: string | null };

/** What the wire carries: [kind, site, id]. */
export const WireTopics = z.array(z.tuple([z.enum(TOPIC_KINDS), z.string(), z.string().nullable()]));

/** Text form of a topic, such as `order:0195…`, or `wip` for the whole site. */
export function topicKey(topic: Topic): string {
  return `${topic.siteId} ${topic.kind}:${topic.id ?? ""}`;
}

/** Topics that a change touches: the thing itself, its order and the boards on which it shows. A kind without a board touches none. */
export function topicsOf(change: LiveChange): readonly Topic[] {
  const { siteId, id, orderId } = change;
  const of = (kind: TopicKind, topicId: string | null): Topic => ({ kind, siteId, id: topicId });
  const order = orderId === null ? [] : [of("order", orderId), of("cost", orderId)];
  switch (change.kind) {
    case "order":
      return [of("order", id), of("cost", id), of("wip", null)];
    case "operation":
      return [of("operation", id), ...order, of("wip", null)];
    // Machines count many times a second; boards follow at their own pace, and no cost moves before somebody confirms.
    case "count":
      return [of("operation", id), ...(orderId === null ? [] : [of("order", orderId)])];
    case "lot":
      return [of("lot", id), ...order];
    // Whether a line or a unit of it changed, boards show both.
    case "equipment":
      return [of("unit", id), of("line", id), of("wip", null)];
    // A unit says something many times a second; what a board shows of it changes with its line's state and with what it counts.
    case "unit":
      return [of("unit", id)];
    case "line":
      return [of("line", id), of("wip", null)];
    case "exception":
      return [of("exception", id), ...order, of("wip", null)];
    // Whom lists of lines show: which of them, the booking does not say.
    case "person":
      return [...order, of("line", null)];
    // What waits for a lead stands beside the lines.
    case "attention":
      return [of("line", null)];
    case "shift_proposal":
      return [...order, of("wip", null)];
    case "nonconformance":
      return [of("nonconformance", id), ...order];
    case "instruction":
      return [of("instruction", id)];
    // What machines say is shown beside what they are: only whoever looks after the sources watches these.
    case "source":
      return [of("source", id)];
    case "reconciliation":
      return [of("reconciliation", id)];
    case "message":
      return [of("message", id), ...(orderId === null ? [] : [of("order", orderId)])];
    case "cost":
      return [of("cost", id)];
    case "wip":
      return [of("wip", null)];
    default:
      return order;
  }
}
