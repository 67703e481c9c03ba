import { eq } from "drizzle-orm";
import { needsAttention } from "@/db/schema/execution";
import type { Projections } from "@/lib/eventlog/projection";

export const attentionProjections: Projections<"attention.raised" | "attention.settled"> = {
  "attention.raised": async (tx, { siteId, payload, eventTime, recordTime }) => {
    const { attentionId, withHandUntil, ...values } = payload;
    const until = withHandUntil === undefined ? null : new Date(withHandUntil);
    await tx.insert(needsAttention).values({ ...values, withHandUntil: until, id: attentionId, siteId, happenedAt: eventTime, raisedAt: recordTime });
  },
  "attention.settled": async (tx, { payload, recordTime }) => {
    await tx.update(needsAttention).set({ settledAt: recordTime, settledBy: payload.personId, settlement: payload.note }).where(eq(needsAttention.id, payload.attentionId));
  },
};
