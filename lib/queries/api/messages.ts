import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { channelScope, type ChannelScope, narrowed } from "@/lib/queries/admin/channel-scope";
import { INBOX_STATES, OUTBOX_STATES } from "@/lib/queries/admin/lanes";
import { messageDetail } from "@/lib/queries/admin/message-detail";
import { messageList } from "@/lib/queries/admin/message-list";
import type { MessageRow } from "@/lib/queries/admin/message-row";
import type { Reader } from "@/lib/queries/reader";
import { ApiId, ApiInstant } from "./columns";
import { PageQuery } from "./page";

/** A message between Millrace and an ERP. */
export const ApiMessage = z
  .object({
    id: ApiId,
    direction: z.enum(["IN", "OUT"]).meta({ description: "OUT: said by Millrace; IN: said by the ERP" }),
    connection: z.string().meta({ description: "Code of the connection" }),
    site: z.string().nullable(),
    type: z.string().meta({ examples: ["mes.production.confirmed.v1"] }),
    subject: z.string().meta({ description: "Order, work unit, lot or other key that it speaks of" }),
    state: z.enum([...new Set([...OUTBOX_STATES, ...INBOX_STATES])]),
    sequence: z.number().int().nullable().meta({ description: "Place in its lane, without gaps; null when the ERP said it" }),
    recordedAt: ApiInstant,
    eventTime: ApiInstant.nullable(),
    settledAt: ApiInstant.nullable(),
    document: z.string().nullable().meta({ description: "Document of the ERP" }),
    reasonCode: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: "Message" });

const ApiAttempt = z.object({ at: ApiInstant, action: z.enum(["POST", "LOOK_UP", "REPLAY", "RESOLVE"]), outcome: z.string(), reason: z.string().nullable() });

/** A message with what it says and every try to deliver it. */
export const ApiMessageDetail = ApiMessage.extend({
  payload: z.unknown().meta({ description: "The message as it was written, by the contract of its type" }),
  amountsHidden: z.boolean().meta({ description: "The caller may not see cost: each amount in the payload is the word `hidden`" }),
  attempts: z.array(ApiAttempt),
}).meta({ id: "MessageDetail" });

export const MessagesQuery = PageQuery.extend({
  direction: z.enum(["IN", "OUT"]).optional(),
  state: z
    .enum(["held", "waiting", "done", "passed"])
    .optional()
    .meta({ description: "held: a person is needed; waiting: on its way; done: accepted or applied; passed: settled without effect" }),
  type: z.string().optional(),
  subject: z.string().optional().meta({ description: "Of an order also what stands under other keys: severe exceptions, moves of production, salvage" }),
  search: z.string().trim().min(1).max(120).optional().meta({
    description:
      "Id or key of a message, the beginning of an order, lot or document of the ERP, or words of the message or of why it was refused. Where very many say them, a page that is not full may still have a next one",
  }),
  connection: z.string().optional().meta({ description: "Code of the connection" }),
  site: z.string().optional().meta({ description: "Code of the site" }),
  from: z.iso.datetime({ offset: true }).optional().meta({ description: "Recorded or received since this instant" }),
  until: z.iso.datetime({ offset: true }).optional().meta({ description: "And not after this one" }),
});

const Place = z.object({ at: z.iso.datetime(), id: z.uuid() });

/** Where a page of messages begins; undefined when the cursor is none of ours. */
export function readMessageCursor(cursor: string | undefined): z.infer<typeof Place> | null | undefined {
  if (cursor === undefined) return null;
  const [at, id] = Buffer.from(cursor, "base64url").toString("utf8").split("~");
  const place = Place.safeParse({ at, id });
  return place.success ? place.data : undefined;
}

/** Messages of the actor's sites, latest first, a page of them. */
export async function apiMessages(reader: Reader, actor: Actor, query: z.infer<typeof MessagesQuery>, before: z.infer<typeof Place> | null) {
  const { direction = null, state = null, type = null, subject = null, search = null, from = null, until = null, connection = null, site = null } = query;
  const scope = narrowed(await channelScope(reader, actor), actor, { connection, site });
  const { rows, next } = await messageList(reader, scope, { direction, state, type, order: subject, search, from, until, before }, query.limit);
  return { data: rows.map((row) => toApi(scope, row)), next: next === null ? null : Buffer.from(`${next.at}~${next.id}`).toString("base64url") };
}

/** One message; null when there is none at the actor's sites. */
export async function apiMessage(reader: Reader, actor: Actor, id: string): Promise<z.infer<typeof ApiMessageDetail> | null> {
  const scope = await channelScope(reader, actor);
  const detail = await messageDetail(reader, scope, id);
  if (detail === null) return null;
  const attempts = detail.attempts.map(({ startedAt, action, outcome, reason }) => ({ at: startedAt, action, outcome, reason }));
  return { ...toApi(scope, detail.row), payload: detail.payload, amountsHidden: detail.row.amountsHidden, attempts };
}

function toApi({ connections }: ChannelScope, row: MessageRow): z.infer<typeof ApiMessage> {
  const connection = connections.find(({ id: own }) => own === row.connectionId)?.code ?? row.connectionId;
  const { id, direction, site, type, subject, state, at, eventTime, settledAt, reasonCode, reason } = row;
  return {
    id,
    direction,
    connection,
    site,
    type,
    subject,
    state,
    sequence: row.direction === "OUT" ? row.sequence : null,
    recordedAt: at,
    eventTime,
    settledAt,
    document: row.direction === "OUT" ? row.document : null,
    reasonCode,
    reason,
  };
}
