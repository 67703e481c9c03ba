import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";

/** Classes of reasons (ST-03) as they stand where nothing tells them apart: what broke, what is missing, what is being changed, what was planned. */
export const REASON_CLASSES = ["FAILURE", "EXTERNAL", "MATERIAL", "QUALITY", "CHANGEOVER", "OPERATOR", "PLANNED", "OTHER"] as const;
export type ReasonClass = (typeof REASON_CLASSES)[number];

/** Reasons that stand under one thing, the most used first: a group of the site's own, or their class where `name` is null. One alone is that reason. */
export type ReasonBranch = {
  readonly key: string;
  readonly class: ReasonClass;
  readonly name: string | null;
  /** How many groups of its reasons lie above what opens below it. */
  readonly depth: number;
  readonly reasons: readonly ReasonChoice[];
};

/** What stands at once, and the branches below it. */
type ReasonTree = { readonly often: readonly ReasonChoice[]; readonly branches: readonly ReasonBranch[] };

/** So many are taken in at a glance: a tree would only hide them. */
const FEW = 6;
/** A row of tiles. */
const OFTEN = 3;

/**
 * The reasons of a machine as a tree: what the signal suggests and what is named most here stand at once, all others below the groups of the site, or below
 * their class where they have none. Everything is in the order of its use here, then as the site lists it. Up to `few` stand at once.
 */
export function reasonTree(reasons: readonly ReasonChoice[], suggested?: string | null, few = FEW): ReasonTree {
  const rank = (one: ReasonChoice) => (one.code === suggested ? Number.POSITIVE_INFINITY : usesOf(one));
  const ordered = reasons.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
  if (ordered.length <= few) return { often: ordered, branches: [] };
  const often = ordered.filter((one) => rank(one) > 0).slice(0, OFTEN);
  const groups = branchesBelow(
    reasons.filter(({ groups: [first] = [] }) => first !== undefined),
    0,
  );
  const classes = REASON_CLASSES.map((each): ReasonBranch => ({
    key: `class/${each}`,
    class: each,
    name: null,
    depth: 0,
    reasons: reasons.filter(({ groups: [first] = [], ...one }) => first === undefined && classOf(one) === each),
  }));
  const branches = [...groups, ...classes]
    .map((branch) => ({ ...branch, reasons: ordered.filter((one) => branch.reasons.some(({ code }) => code === one.code)) }))
    .filter((branch) => branch.reasons.some((one) => !often.includes(one)))
    .toSorted((a, b) => used(b) - used(a));
  return { often, branches };
}

/** What opens below a branch: further groups of the site, and reasons that stand there themselves, in the order in which their first reason comes. */
export function branchesOf({ reasons, depth, name }: ReasonBranch): readonly ReasonBranch[] {
  return name === null ? reasons.map((one) => alone(one, depth)) : branchesBelow(reasons, depth);
}

function branchesBelow(reasons: readonly ReasonChoice[], depth: number): ReasonBranch[] {
  const branches = new Map<string, ReasonBranch>();
  for (const one of reasons) {
    const group = one.groups?.[depth];
    const key = group === undefined ? `reason/${one.code}` : `group/${group.code}`;
    const known = branches.get(key);
    const branch = group === undefined ? alone(one, depth) : { key, class: classOf(one), name: group.name, depth: depth + 1, reasons: [one] };
    branches.set(key, known === undefined ? branch : { ...known, reasons: [...known.reasons, one] });
  }
  return [...branches.values()];
}

function alone(reason: ReasonChoice, depth: number): ReasonBranch {
  return { key: `reason/${reason.code}`, class: classOf(reason), name: null, depth, reasons: [reason] };
}

/** The class of a reason; one that this page does not know yet is another. */
export function classOf(reason: Pick<ReasonChoice, "class">): ReasonClass {
  return REASON_CLASSES.find((each) => each === reason.class) ?? "OTHER";
}

function used({ reasons }: ReasonBranch): number {
  return reasons.reduce((total, one) => total + usesOf(one), 0);
}

function usesOf({ uses = 0 }: ReasonChoice): number {
  return uses;
}
