import type { ReasonChoice, ReasonLists } from "@/lib/queries/operator/reason-choices";

type Lists = Pick<ReasonLists, "scrap" | "rework">;

/** Why something is scrap or goes to rework: one list for both, unless the site has one for rework (§2.5). */
export function rejectReasons({ scrap, rework = scrap }: Lists, kind: "SCRAP" | "REWORK"): readonly ReasonChoice[] {
  return kind === "REWORK" ? rework : scrap;
}

/** What a reason of scrap or rework is called at the site; undefined where neither list has it. */
export function rejectName({ scrap, rework = [] }: Lists, code: string | null | undefined): string | undefined {
  return [...scrap, ...rework].find((one) => one.code === code)?.name;
}
