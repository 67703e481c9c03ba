import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";

/** Classes of reasons (ST-03) as they stand where nothing tells them apart: what broke, what is missing, what is being changed, what was planned. */
export const REASON_CLASSES = ["FAILURE", "EXTERNAL", "MATERIAL", "QUALITY", "CHANGEOVER", "OPERATOR", "PLANNED", "OTHER"] as const;
export type ReasonClass = (typeof REASON_CLASSES)[number];

/** Reasons of one class, the most used first. */
export type ReasonBranch = { readonly class: ReasonClass; readonly reasons: readonly ReasonChoice[] };

/** What stands at once, and the branches below it. */
type ReasonTree = { readonly often: readonly ReasonChoice[]; readonly branches: readonly ReasonBranch[] };

/** So many are taken in at a glance: a tree would only hide them. */
const FEW = 6;
/** A row of tiles. */
const OFTEN = 3;

/**
 * The reasons of a machine as a tree: what the signal suggests and what is named most here stand at once, all others one tap below their class.
 * Everything is in the order of its use here, then as the site lists it. A class of one reason is that reason.
 */
export function reasonTree(reasons: readonly ReasonChoice[], suggested?: string | null): ReasonTree {
  const rank = (one: ReasonChoice) => (one.code === suggested ? Number.POSITIVE_INFINITY : usesOf(one));
  const ordered = reasons.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
  if (ordered.length <= FEW) return { often: ordered, branches: [] };
  const often = ordered.filter((one) => rank(one) > 0).slice(0, OFTEN);
  const used = (branch: ReasonBranch) => branch.reasons.reduce((total, one) => total + usesOf(one), 0);
  const branches = REASON_CLASSES.map((each): ReasonBranch => ({ class: each, reasons: ordered.filter((one) => classOf(one) === each) }))
    .filter((branch) => branch.reasons.some((one) => !often.includes(one)))
    .toSorted((a, b) => used(b) - used(a));
  return { often, branches };
}

function classOf(reason: ReasonChoice): ReasonClass {
  return REASON_CLASSES.find((each) => each === reason.class) ?? "OTHER";
}

function usesOf({ uses = 0 }: ReasonChoice): number {
  return uses;
}
