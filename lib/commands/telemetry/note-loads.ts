import "server-only";
import { attributionDue } from "@/db/schema/late-attribution";
import type { CommandFrame } from "@/lib/commands/define-command";
import { isLoaded } from "@/lib/domain/execution/operation-state";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";

/** Notes units of which facts of a command say what was on them: what they counted and how they stood since that happened may be another operation's. In the command's transaction. */
export async function noteLoads({ tx, siteId, at, recordedAt }: Pick<CommandFrame, "tx" | "siteId" | "at" | "recordedAt">, facts: readonly NewEvent[]): Promise<void> {
  const rows = facts.flatMap((fact) => {
    if (fact.aggregate !== "operation" || !("activityId" in fact.payload)) return [];
    const { workUnitId, from, to } = fact.payload;
    if (workUnitId === null || !(isLoaded(from) || isLoaded(to))) return [];
    return [{ id: newId(), siteId, workUnitId, fromAt: fact.eventTime ?? at, recordedAt }];
  });
  if (rows.length > 0) await tx.insert(attributionDue).values(rows);
}
