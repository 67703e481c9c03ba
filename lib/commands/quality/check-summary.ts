import "server-only";
import type { Verdict } from "@/lib/domain/quality/check-verdict";
import type { CheckSnapshot } from "@/lib/eventlog/payloads/quality";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import type { CheckRow, CheckSubject } from "./check-subject";
import { lotSubject } from "./held-lots";

/** What the ERP hears of a check: never a single value of a person, the summary that an inspection lot needs. */
export function checkSummary(
  check: CheckRow,
  snapshot: CheckSnapshot,
  about: CheckSubject,
  { verdict, summaries }: Verdict,
  cause: { readonly eventId: string; readonly eventTime: Date },
): OutboundDraft {
  const { site: code, order, operation, item: itemCode, lot: lotNumber } = about;
  return {
    type: "mes.quality.recorded.v1",
    subject: order ?? lotSubject(lotNumber ?? check.id),
    orderId: about.orderId,
    ...cause,
    data: {
      check: check.id,
      site: code,
      plan: snapshot.plan,
      planVersion: snapshot.planVersion,
      order,
      operation,
      item: itemCode,
      lot: lotNumber,
      verdict,
      characteristics: snapshot.characteristics.map(({ position, name, kind, uom, lowerLimit, upperLimit }) => {
        const one = summaries.find((each) => each.position === position);
        if (one === undefined) throw new Error(`position ${position} was judged without a summary`);
        const { samples, failed, defects } = one;
        const [min, max, mean] = [one.min, one.max, one.mean].map((value) => value?.toFixed() ?? null);
        return { position, name, kind, uom, lowerLimit, upperLimit, samples, min: min ?? null, max: max ?? null, mean: mean ?? null, failed, defects: [...defects] };
      }),
    },
  };
}
