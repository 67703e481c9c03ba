import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { equipment } from "@/db/schema/reference";
import { signatureOf } from "@/lib/auth/exception-owners";
import { accept } from "@/lib/domain/shared/decision";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { UNIT_LOCK } from "@/lib/telemetry/sink/sink";
import { CalledAnswer } from "./answers.schema";
import { raise } from "./facts";

const CLASSES = { LEAD: ["HELP_CALL", 3], MAINTENANCE: ["LINE_DOWN", 1], MATERIAL: ["MATERIAL_SHORT", 2], QUALITY: ["QUALITY_FAIL", 2], SAFETY: ["SAFETY_CALL", 1] } as const;

/** Calls help to a work unit. */
export const RaiseCallInput = z.strictObject({
  ...CommandHeadShape,
  workUnitId: z.uuid(),
  call: z.enum(["LEAD", "MAINTENANCE", "MATERIAL", "QUALITY", "SAFETY"]),
  note: z.string().max(500).optional(),
});

/** §2.5: an operator's call is an exception with an owner and a clock; a second call of the same kind joins the open one. */
export const raiseCall = defineCommand({
  name: "raise-call",
  permission: "operation.execute",
  input: RaiseCallInput,
  answer: CalledAnswer,
  async site(tx, input) {
    const [row] = await tx
      .select({ siteId: equipment.siteId })
      .from(equipment)
      .where(and(eq(equipment.id, input.workUnitId), eq(equipment.level, "WORK_UNIT")));
    return row?.siteId ?? null;
  },
  async run({ tx, actor }, input) {
    await tx.execute(sql`select pg_advisory_xact_lock(${UNIT_LOCK}::int, ${equipment.number}) from ${equipment} where ${equipment.id} = ${input.workUnitId}::uuid`);
    const calledBy = signatureOf(actor);
    const [kind, severity] = CLASSES[input.call];
    return accept({
      events: [
        raise({
          class: kind,
          severity,
          // A unit has one open stop, whether its telemetry or a person speaks of it first.
          subject: kind === "LINE_DOWN" ? input.workUnitId : `${input.workUnitId}/${input.call}`,
          workUnitId: input.workUnitId,
          orderId: null,
          // Safety and missing material are the lead's (§2.5), whoever brings it then: nobody else could take the call.
          owner: input.call === "SAFETY" || input.call === "MATERIAL" ? "LEAD" : input.call,
          detail: { call: input.call, note: input.note ?? null, ...(calledBy === null ? {} : { calledBy }) },
        }),
      ],
      output: { call: input.call },
    });
  },
});
