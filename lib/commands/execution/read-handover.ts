import "server-only";
import { eq } from "drizzle-orm";
import { handover } from "@/db/schema/handover";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { siteOfHandover } from "./accept-handover";
import { HandoverInput } from "./handover.schema";

/** EX-16: one more of the next crew has read a handover, and does not see it any more. Reading it twice changes nothing. */
export const readHandover = defineCommand({
  name: "read-handover",
  permission: "operation.execute",
  input: HandoverInput,
  site: (tx, input) => siteOfHandover(tx, input.handoverId),
  async run({ tx, actor }, { handoverId }) {
    if (actor.personId === null) return refuse("PERSON_REQUIRED");
    const [row] = await tx.select({ workUnitId: handover.workUnitId }).from(handover).where(eq(handover.id, handoverId));
    if (row === undefined) throw new Error(`handover ${handoverId} vanished after its site was found`);
    return accept({
      events: [
        {
          id: newId(),
          type: "handover.read" as const,
          aggregate: "equipment" as const,
          aggregateId: row.workUnitId,
          orderId: null,
          payload: { handoverId, workUnitId: row.workUnitId, personId: actor.personId },
        },
      ],
      output: { read: handoverId },
    });
  },
});
