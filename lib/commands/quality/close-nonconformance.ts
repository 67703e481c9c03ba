import "server-only";
import { decideMove } from "@/lib/domain/quality/nonconformance";
import { defineNonconformanceMove } from "./nonconformance-move";
import { CloseNonconformanceInput } from "./nonconformance.schema";

/** §2.2 ACTION → CLOSED: what was decided is done; its order may close. Refuses INVALID_TRANSITION and, for a process, PERSON_REQUIRED. */
export const closeNonconformance = defineNonconformanceMove({
  name: "close-nonconformance",
  input: CloseNonconformanceInput,
  to: "CLOSED",
  decide: ({ state }) => decideMove(state, "CLOSED"),
  fact: (head, decided, { note }) => ({ ...head, type: "nc.closed", payload: { ...decided, note } }),
});
