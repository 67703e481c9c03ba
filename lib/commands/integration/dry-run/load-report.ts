/**
 * What would become of one message. CREATED and CHANGED are applied; SAME is applied and changes nothing that anybody sees; KNOWN came before
 * and is absorbed; FAULT breaks on our side.
 */
export type LoadOutcome = "CREATED" | "CHANGED" | "SAME" | "STALE" | "PARKED" | "REFUSED" | "FAULT" | "KNOWN";

/** One value that would change; null where there is none. */
export type LoadChange = { readonly field: string; readonly from: string | null; readonly to: string | null };

export type LoadLine = {
  readonly type: string;
  readonly subject: string;
  readonly version: number | null;
  readonly outcome: Exclude<LoadOutcome, "KNOWN">;
  /** Of what is created or changed. */
  readonly changes: readonly LoadChange[];
  /** References that a parked message waits for. */
  readonly missing: readonly string[];
  readonly code: string | null;
  readonly reason: string | null;
};

/** What a load would do. `stopped`: it was not seen to its end, and why. */
export type LoadReport = {
  readonly from: "START" | "CURSOR";
  readonly pages: number;
  readonly messages: number;
  readonly counts: Readonly<Record<LoadOutcome, number>>;
  readonly byType: readonly { readonly type: string; readonly counts: Readonly<Record<LoadOutcome, number>> }[];
  /** What needs a look stands first; `leftOff` more are only counted. */
  readonly lines: readonly LoadLine[];
  readonly leftOff: number;
  readonly stopped: "COUNT" | "TIME" | null;
};

/** How far a dry run has come. */
export type LoadStep =
  | { readonly step: "reading"; readonly pages: number; readonly messages: number }
  | { readonly step: "trying"; readonly tried: number; readonly of: number }
  | { readonly step: "done"; readonly report: LoadReport }
  | { readonly step: "failed"; readonly reason: string };

const OUTCOMES: readonly LoadOutcome[] = ["REFUSED", "FAULT", "PARKED", "CHANGED", "CREATED", "STALE", "SAME", "KNOWN"];
const MOST_LINES = 400;

type Counts = Record<LoadOutcome, number>;
const none = (): Counts => ({ CREATED: 0, CHANGED: 0, SAME: 0, STALE: 0, PARKED: 0, REFUSED: 0, FAULT: 0, KNOWN: 0 });

/** Counts lines by outcome and type, and puts first what needs a look. */
export function reportOf(lines: readonly LoadLine[], known: readonly string[], rest: Pick<LoadReport, "from" | "pages" | "messages" | "stopped">): LoadReport {
  const counts = none();
  const byType = new Map<string, Counts>();
  for (const { type, outcome } of [...lines, ...known.map((type) => ({ type, outcome: "KNOWN" as const }))]) {
    const ofType = byType.get(type) ?? none();
    byType.set(type, ofType);
    counts[outcome] += 1;
    ofType[outcome] += 1;
  }
  const sorted = lines.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome) || a.type.localeCompare(b.type) || a.subject.localeCompare(b.subject));
  return {
    ...rest,
    counts,
    byType: [...byType].map(([type, ofType]) => ({ type, counts: ofType })).toSorted((a, b) => a.type.localeCompare(b.type)),
    lines: sorted.slice(0, MOST_LINES),
    leftOff: Math.max(0, sorted.length - MOST_LINES),
  };
}

/** What differs between two states of an object, field by field, in the order of the later one. */
export function changesBetween(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): LoadChange[] {
  const fields = [...Object.keys(after), ...Object.keys(before).filter((field) => !(field in after))];
  return fields.flatMap((field) => {
    const [from, to] = [before[field] ?? null, after[field] ?? null];
    return from === to ? [] : [{ field, from, to }];
  });
}
