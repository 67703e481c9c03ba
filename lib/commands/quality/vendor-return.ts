import "server-only";
import { eq } from "drizzle-orm";
import { lot } from "@/db/schema/materials";
import { disposition } from "@/db/schema/quality";
import { item, site } from "@/db/schema/reference";
import type { CommandFrame } from "@/lib/commands/define-command";
import { decided } from "@/lib/domain/quality/carry-out";
import type { Decimal } from "@/lib/domain/shared/decimal";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { lotSubject } from "./held-lots";
import type { NonconformanceRow } from "./nonconformance-store";

const KIND = "RETURN_TO_VENDOR";

/**
 * Ownership matrix: a purchased lot goes back to its supplier by the ERP's own document. The ERP is told at once how much of it and why; its books take it
 * out of stock. None where nothing goes back.
 */
export async function returnAsked(frame: CommandFrame, row: NonconformanceRow, quantity: Decimal, why: string, eventId: string): Promise<OutboundDraft[]> {
  if (quantity.lte(0)) return [];
  const about = await aboutLot(frame, row);
  return [
    {
      type: "mes.exception.raised.v1",
      subject: about.subject,
      orderId: row.orderId,
      eventId,
      eventTime: frame.at,
      data: { ...about.data, summary: `${row.number}: ${quantity.toFixed()} ${row.uom} of lot ${about.data.lot ?? ""} go back to the supplier: ${why}` },
    },
  ];
}

/** The return is over: the ERP's books have it, or somebody has seen to it by hand. None where nothing went back. */
export async function returnEnded(frame: CommandFrame, row: NonconformanceRow, eventId: string): Promise<OutboundDraft[]> {
  const lines = await frame.tx.select().from(disposition).where(eq(disposition.nonconformanceId, row.id));
  if (decided(lines).RETURN_TO_VENDOR.lte(0)) return [];
  const about = await aboutLot(frame, row);
  return [
    {
      type: "mes.exception.resolved.v1",
      subject: about.subject,
      orderId: row.orderId,
      eventId,
      eventTime: frame.at,
      data: { ...about.data, summary: `${row.number}: what goes back to the supplier is out of stock`, resolvedAt: frame.at.toISOString(), cause: null, action: null },
    },
  ];
}

async function aboutLot({ tx }: CommandFrame, row: NonconformanceRow) {
  const [found] =
    row.lotId === null ? [] : await tx.select({ number: lot.number, item: item.code }).from(lot).innerJoin(item, eq(item.id, lot.itemId)).where(eq(lot.id, row.lotId));
  const [place] = await tx.select({ code: site.code }).from(site).where(eq(site.id, row.siteId));
  return {
    subject: lotSubject(found?.number ?? row.number),
    data: { exception: row.id, site: place?.code ?? "", kind: KIND, severity: 2, order: null, operation: null, workUnit: null, lot: found?.number ?? null },
  };
}
