import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderOperation } from "@/db/schema/execution";
import { productionRun } from "@/db/schema/genealogy";
import { endExceptions } from "@/lib/commands/end-exceptions";
import { raise } from "@/lib/commands/execution/facts";
import { decimal, r6 } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import type { ParameterBreached } from "@/lib/eventlog/payloads/equipment";
import { newId } from "@/lib/platform/ids";
import { QUALITY } from "@/lib/telemetry/sink/place";
import type { BreachNews } from "@/lib/telemetry/sink/store-breaches";

const CLASS = "QUALITY_FAIL";

/**
 * §2.5 QUALITY_FAIL, TR-04: a parameter out of its limits calls quality with its first sample, once until it has kept them again for a while; the exception ends with the window. The same trouble
 * within 15 minutes opens the same exception again. Samples that come late move the window that it names.
 */
export async function breachFacts(tx: Tx, news: BreachNews): Promise<readonly NewEvent[]> {
  const { tag, fromMs, toMs } = news;
  const { unit, name: parameter, low, high, uom } = tag;
  const [from, to] = [new Date(fromMs).toISOString(), toMs === null ? null : new Date(toMs).toISOString()];
  const said = { parameter, low: textOf(low), high: textOf(high), uom, from, to };
  const subject = breachSubject(unit.code, parameter);
  if (news.type !== "BEGAN") {
    const breached = breachedFact({ subject, workUnitId: unit.id, ...said }, null);
    return news.type === "RESTATED" ? [breached] : [breached, ...(await endExceptions(tx, unit.siteId, [CLASS], subject))];
  }
  const { sample, runNumber } = news;
  const value = sample.quality === QUALITY.GOOD ? textOf(sample.value) : null;
  const orderId = runNumber === null ? null : await orderOfRun(tx, runNumber);
  const detail = { ...said, value, at: new Date(sample.atMs).toISOString() };
  return [
    raise({ class: CLASS, severity: 2, subject, workUnitId: unit.id, orderId, owner: "QUALITY", detail }),
    breachedFact({ subject, workUnitId: unit.id, ...said, value }, orderId),
  ];
}

/** What the exception of a parameter is about. */
export function breachSubject(unit: string, parameter: string): string {
  return `${unit} ${parameter}`;
}

/** A fact that a parameter is or was out of its limits, with its window. */
export function breachedFact(payload: ParameterBreached, orderId: string | null): NewEvent {
  return { id: newId(), type: "parameter.breached", aggregate: "equipment", aggregateId: payload.workUnitId, orderId, payload };
}

function textOf(value: number | null): string | null {
  return value === null ? null : r6(decimal(String(value))).toFixed();
}

async function orderOfRun(tx: Tx, number: number): Promise<string | null> {
  const [row] = await tx
    .select({ orderId: orderOperation.orderId })
    .from(productionRun)
    .innerJoin(orderOperation, eq(orderOperation.id, productionRun.operationId))
    .where(eq(productionRun.number, number));
  return row?.orderId ?? null;
}
