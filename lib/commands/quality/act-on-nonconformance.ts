import "server-only";
import { decideMove } from "@/lib/domain/quality/nonconformance";
import { defineNonconformanceMove } from "./nonconformance-move";
import { ActOnNonconformanceInput } from "./nonconformance.schema";

/** §2.2 DISPOSITIONED → ACTION: what is done about it, in words. Refuses INVALID_TRANSITION and, for a process, PERSON_REQUIRED. */
export const actOnNonconformance = defineNonconformanceMove({
  name: "act-on-nonconformance",
  input: ActOnNonconformanceInput,
  to: "ACTION",
  decide: ({ state }) => decideMove(state, "ACTION"),
  fact: (head, decided, { action }) => ({ ...head, type: "nc.action_started", payload: { ...decided, action } }),
});
