import type { RunView } from "@/lib/queries/operator/run-view";
import { DowntimeStrip } from "./downtime-strip";
import { HandoverStrip } from "./handover-strip";
import { HeldStrip } from "./held-strip";

/** What stands under the head of a machine's page: what quality holds of the run (EX-14), when it is to stand by plan (§6.1.1), and what the crew before left (EX-16). */
export function RunStrips({ operation, handovers, unit, downtime = [], asOf }: Pick<RunView, "operation" | "handovers" | "unit" | "downtime" | "asOf">) {
  return (
    <>
      <HeldStrip held={operation?.heldOutput ?? []} uom={operation?.uom ?? ""} />
      <DowntimeStrip downtime={downtime} asOf={asOf} timeZone={unit.site.timeZone} />
      <HandoverStrip handovers={handovers} machine={unit.name} timeZone={unit.site.timeZone} />
    </>
  );
}
