import "server-only";
import { eq } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import type { CommandFrame } from "@/lib/commands/define-command";
import { downEdge } from "@/lib/domain/equipment/line-down";
import type { NewEvent } from "@/lib/eventlog/event";
import type { EquipmentReclassified } from "@/lib/eventlog/payloads/equipment";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { type LineChange, lineDraft, lineFacts } from "./line-facts";

type Named = { readonly events: readonly NewEvent[]; readonly messages: readonly OutboundDraft[] };

/**
 * §2.5, ST-04: a stop that lasts and that somebody names a failure is a line that is down from its beginning, where the unit is the constraint of its line
 * (ST-06), as if the machine had said so; named anew as something else it is none any more. The commands hold the lock of the unit's states.
 */
export async function namedFailures({ tx, at, recordedAt }: Pick<CommandFrame, "tx" | "at" | "recordedAt">, facts: readonly NewEvent[]): Promise<Named> {
  const changes: LineChange[] = [];
  for (const fact of facts) {
    if (fact.type !== "equipment.reclassified" || fact.payload.to !== null) continue;
    const type = changeOf(fact.payload);
    const unit = type === null ? null : await unitOf(tx, fact.payload.workUnitId);
    if (type === null || unit === null) continue;
    const { from, reasonCode, intervalId } = fact.payload;
    changes.push({ type, unit, at: type === "RESTORED" ? at : new Date(from), reason: reasonCode, intervalId });
  }
  const lines = await lineFacts(tx, changes);
  const messages: OutboundDraft[] = [];
  for (const line of lines) messages.push(await lineDraft(tx, line, recordedAt));
  return { events: lines.map(({ event }) => event), messages };
}

function changeOf({ was, state }: EquipmentReclassified): LineChange["type"] | null {
  return downEdge(was.state, state) ?? (state === "DOWN" && was.reasonCode === null ? "NAMED" : null);
}

async function unitOf(tx: Tx, workUnitId: string): Promise<LineChange["unit"] | null> {
  const line = alias(equipment, "line");
  const [row] = await tx
    .select({ id: equipment.id, siteId: equipment.siteId, workCentreId: line.id, constraint: line.constraintUnitId })
    .from(equipment)
    .innerJoin(line, eq(line.id, equipment.parentId))
    .where(eq(equipment.id, workUnitId));
  return row === undefined ? null : { id: row.id, siteId: row.siteId, workCentreId: row.workCentreId, isConstraint: row.constraint === row.id };
}
