import type { RunView } from "@/lib/queries/operator/run-view";
import { HandoverStrip } from "./handover-strip";
import { HeldStrip } from "./held-strip";

/** What stands under the head of a machine's page: what quality holds of the run (EX-14), and what the crew before left (EX-16). */
export function RunStrips({ operation, handovers, unit }: Pick<RunView, "operation" | "handovers" | "unit">) {
  return (
    <>
      <HeldStrip held={operation?.heldOutput ?? []} uom={operation?.uom ?? ""} />
      <HandoverStrip handovers={handovers} machine={unit.name} timeZone={unit.site.timeZone} />
    </>
  );
}
