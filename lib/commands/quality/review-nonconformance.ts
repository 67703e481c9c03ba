import "server-only";
import { decideMove } from "@/lib/domain/quality/nonconformance";
import { defineNonconformanceMove } from "./nonconformance-move";
import { ReviewNonconformanceInput } from "./nonconformance.schema";

/** §2.2 OPEN → IN_REVIEW: somebody of quality looks at it. Refuses INVALID_TRANSITION and, for a process, PERSON_REQUIRED. */
export const reviewNonconformance = defineNonconformanceMove({
  name: "review-nonconformance",
  input: ReviewNonconformanceInput,
  to: "IN_REVIEW",
  decide: ({ state }) => decideMove(state, "IN_REVIEW"),
  fact: (head, decided) => ({ ...head, type: "nc.reviewed", payload: decided }),
});
