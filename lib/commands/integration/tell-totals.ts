import "server-only";
import { sql } from "drizzle-orm";
import { defineCommand } from "@/lib/commands/define-command";
import { accept } from "@/lib/domain/shared/decision";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { type TellTotalsInput, TellTotalsInput as Input, type Totals } from "./tell-totals.schema";
import { lastTotals, totalsDigest, totalsId } from "./told-totals";

/**
 * §8.1: tells the ERPs of a site the totals of a period, each revision once, whichever of several workers comes first; what was told already is not
 * told again until the figures differ, and an hour never. Answers the revision that was told, null when nothing was new.
 */
export const tellTotals = defineCommand<TellTotalsInput, { readonly revision: number | null }>({
  name: "tell-totals",
  permission: "erp.apply",
  input: Input,
  site: async (_tx, { siteId }) => siteId,
  async run({ tx, siteId }, { totals }) {
    const key = { siteId, type: totals.type, period: totals.data.period };
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`totals ${totalsId(key, 1)}`}, 0))`);
    const last = await lastTotals(tx, key);
    // An hour is a look at the plant as it stood: what comes later is in the next one.
    if (last !== null && (key.period.shift === null || last.digest === totalsDigest(totals.data))) return accept({ events: [], output: { revision: null } });
    const revision = (last?.revision ?? 0) + 1;
    return accept({ events: [], messages: [draftOf(totals, totalsId(key, revision), revision)], output: { revision } });
  },
});

function draftOf(totals: Totals, eventId: string, revision: number): OutboundDraft {
  const { site, period } = totals.data;
  // A lane of the site's own: totals wait for nothing of an order, and no order waits for them (IN-04).
  const head = { subject: `site/${site}`, orderId: null, eventId, eventTime: new Date(period.to) };
  switch (totals.type) {
    case "mes.labour.totals.v1":
      return { ...head, type: totals.type, data: { ...totals.data, revision } };
    case "mes.shift.kpi.v1":
      return { ...head, type: totals.type, data: { ...totals.data, revision } };
    case "mes.wip.snapshot.v1":
      return { ...head, type: totals.type, data: { ...totals.data, revision } };
    case "mes.projection.snapshot.v1":
      return { ...head, type: totals.type, data: { ...totals.data, revision } };
  }
}
