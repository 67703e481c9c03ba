import { Cron } from "croner";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { productionOrder } from "@/db/schema/execution";
import { lane, outboxMessage, policy } from "@/db/schema/integration";
import { site } from "@/db/schema/reference";
import { OutboundMessage, type OutboundType } from "@/lib/messages/outbound";
import { schemaAddress } from "@/lib/messages/schema-address";
import { newId } from "@/lib/platform/ids";
import { hasten, sendFullBundle } from "./bundle";

/** Priority of what is told at once, whatever the policy says of batches. */
const URGENT = 0;

/** What a command has to say to the ERP, before the channel gives it id, sequence and address. */
export type OutboundDraft = {
  [Type in OutboundType]: {
    readonly type: Type;
    /** Order number; work unit or lot for priority 0, so that it never queues behind an order. */
    readonly subject: string;
    readonly data: Extract<OutboundMessage, { type: Type }>["data"];
    /** The order that it is about; its own ERP is told, no other. */
    readonly orderId: string | null;
    /** Fact that caused it: one fact leaves once per connection and type. */
    readonly eventId: string;
    readonly eventTime: Date;
    /** Absent: the subject. */
    readonly correlationId?: string;
    /** Only this connection is told; absent: the order's, or else every connection of the site. */
    readonly connectionId?: string;
  };
}[OutboundType];

export type OutboundContext = { readonly siteId: string; readonly commandId: string; readonly recordTime: Date; readonly message: OutboundDraft };

/**
 * IN-01, IN-02: writes the message for every connection whose policy wants this type, in the caller's transaction, and gives it the next
 * number of its lane. Answers the ids of the rows; none when no ERP is to be told.
 * @throws ZodError when the data does not fit the contract of its type.
 */
export async function appendOutbound(tx: Tx, { siteId, commandId, recordTime, message }: OutboundContext): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const target of await targets(tx, siteId, message)) {
    const id = newId();
    const place = await nextInLane(tx, target.connectionId, siteId, target.siteCode, message.subject);
    const payload = OutboundMessage.parse({
      id,
      source: `mes/${target.siteCode}`,
      type: message.type,
      subject: message.subject,
      time: message.eventTime.toISOString(),
      recordtime: recordTime.toISOString(),
      dataschema: schemaAddress(message.type),
      sequence: place.sequence,
      correlationid: message.correlationId ?? message.subject,
      causationid: commandId,
      data: message.data,
    });
    const batched = target.mode === "BATCH" && target.priority > URGENT;
    const goesAt = batched ? dueAt(target, recordTime) : recordTime;
    await tx.insert(outboxMessage).values({
      id,
      siteId,
      connectionId: target.connectionId,
      laneKey: place.key,
      sequence: place.sequence,
      priority: target.priority,
      type: message.type,
      subject: message.subject,
      orderId: message.orderId,
      eventId: message.eventId,
      payload,
      erpUnit: message.orderId === null ? null : sql`(select ${productionOrder.erpUnit} from ${productionOrder} where ${productionOrder.id} = ${message.orderId})`,
      state: "NEW",
      nextAt: goesAt,
      dueAt: goesAt,
      bundled: batched,
      eventTime: message.eventTime,
      recordTime,
    });
    if (batched) await sendFullBundle(tx, { siteId, connectionId: target.connectionId, type: message.type, at: recordTime }, target.bundle);
    else await hasten(tx, { connectionId: target.connectionId, laneKey: place.key, priority: target.priority, at: recordTime });
    ids.push(id);
  }
  return ids;
}

type Target = { connectionId: string; priority: number; mode: "EVENT" | "BATCH"; schedule: string | null; bundle: number | null; siteCode: string; timeZone: string };

async function targets(tx: Tx, siteId: string, message: OutboundDraft): Promise<Target[]> {
  const wanted =
    message.connectionId ??
    (message.orderId === null ? null : tx.select({ id: productionOrder.connectionId }).from(productionOrder).where(eq(productionOrder.id, message.orderId)));
  return tx
    .select({
      connectionId: policy.connectionId,
      priority: policy.priority,
      mode: policy.mode,
      schedule: policy.schedule,
      bundle: policy.bundle,
      siteCode: site.code,
      timeZone: site.timeZone,
    })
    .from(policy)
    .innerJoin(site, eq(site.id, policy.siteId))
    .where(
      and(
        eq(policy.siteId, siteId),
        eq(policy.messageType, message.type),
        eq(policy.direction, "OUT"),
        eq(policy.enabled, true),
        wanted === null ? undefined : eq(policy.connectionId, wanted),
      ),
    )
    .orderBy(asc(policy.connectionId));
}

/** The row lock of the lane is held until commit, so the numbers grow without gaps in commit order (IN-04). */
async function nextInLane(tx: Tx, connectionId: string, siteId: string, siteCode: string, subject: string): Promise<{ key: string; sequence: number }> {
  // Two sites of one ERP may each have a work unit of the same code; the second one's lane carries its site.
  for (const key of [subject, `${siteCode}/${subject}`]) {
    const [row] = await tx
      .insert(lane)
      .values({ connectionId, key, siteId, lastSequence: 1 })
      .onConflictDoUpdate({ target: [lane.connectionId, lane.key], set: { lastSequence: sql`${lane.lastSequence} + 1` }, setWhere: eq(lane.siteId, siteId) })
      .returning({ sequence: lane.lastSequence });
    if (row !== undefined) return { key, sequence: row.sequence };
  }
  throw new Error(`No lane for ${subject} of ${siteCode}`);
}

/** When what is recorded now leaves with the batch of a schedule, in the site's zone. */
export function dueAt({ schedule, timeZone }: Pick<Target, "schedule" | "timeZone">, recordTime: Date): Date {
  return schedule === null ? recordTime : (new Cron(schedule, { timezone: timeZone }).nextRun(recordTime) ?? recordTime);
}
