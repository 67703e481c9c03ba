import "server-only";
import { decideVoid } from "@/lib/domain/quality/nonconformance";
import { defineNonconformanceMove } from "./nonconformance-move";
import { VoidNonconformanceInput } from "./nonconformance.schema";

/** §2.2 OPEN → VOID: it is none, says a second person with a reason. Refuses what `decideVoid` does and, for a process, PERSON_REQUIRED. */
export const voidNonconformance = defineNonconformanceMove({
  name: "void-nonconformance",
  input: VoidNonconformanceInput,
  to: "VOID",
  decide: decideVoid,
  fact: (head, decided, { reason }) => ({ ...head, type: "nc.voided", payload: { ...decided, reason } }),
});
