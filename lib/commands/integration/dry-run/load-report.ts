/**
 * What would become of one message. CREATED and CHANGED are applied; SAME is applied and changes nothing that anybody sees; FOLLOWS builds on what comes
 * in another piece of the same load, which is undone or not read yet, so that it can only be tried once that is here; KNOWN came before and is absorbed; FAULT
 * breaks on our side.
 */
export type LoadOutcome = "CREATED" | "CHANGED" | "SAME" | "STALE" | "PARKED" | "REFUSED" | "FAULT" | "FOLLOWS" | "KNOWN";

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

/** What a load would do. `stopped`: why it was not seen to its end, in words; null when it was. */
export type LoadReport = {
  readonly from: "START" | "CURSOR";
  readonly pages: number;
  readonly messages: number;
  /** How many transactions it took, each of them undone; what came in one is not there for the next. */
  readonly pieces: number;
  readonly counts: Readonly<Record<LoadOutcome, number>>;
  readonly byType: readonly { readonly type: string; readonly counts: Readonly<Record<LoadOutcome, number>> }[];
  /** What needs a look stands first; `leftOff` more are only counted. */
  readonly lines: readonly LoadLine[];
  readonly leftOff: number;
  readonly stopped: string | null;
};

/** How far a dry run has come. `so-far`: the report of what was tried until then; more follows. */
export type LoadStep =
  | { readonly step: "reading"; readonly pages: number; readonly messages: number }
  | { readonly step: "trying"; readonly tried: number; readonly of: number }
  | { readonly step: "so-far"; readonly report: LoadReport }
  | { readonly step: "done"; readonly report: LoadReport }
  | { readonly step: "failed"; readonly reason: string };

const OUTCOMES: readonly LoadOutcome[] = ["REFUSED", "FAULT", "PARKED", "CHANGED", "CREATED", "STALE", "FOLLOWS", "SAME", "KNOWN"];
const MOST_LINES = 400;

type Counts = Record<LoadOutcome, number>;
const none = (): Counts => ({ CREATED: 0, CHANGED: 0, SAME: 0, STALE: 0, PARKED: 0, REFUSED: 0, FAULT: 0, FOLLOWS: 0, KNOWN: 0 });

/** What needs a look most. */
function firstOf(lines: readonly LoadLine[]): LoadLine[] {
  return lines
    .toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome) || a.type.localeCompare(b.type) || a.subject.localeCompare(b.subject))
    .slice(0, MOST_LINES);
}

/** Counts a load of any length piece by piece, and keeps the lines that need a look most. */
export class LoadCounter {
  readonly #counts = none();
  readonly #byType = new Map<string, Counts>();
  #lines: LoadLine[] = [];
  #parked: LoadLine[] = [];
  readonly #brings = new Map<LoadLine, string>();
  #counted = 0;

  /** Adds what became of a piece; `known`: the types of what came before; `brings`: the reference that a line would bring once it is applied. */
  add(lines: readonly LoadLine[], known: readonly string[], brings: ReadonlyMap<LoadLine, string> = new Map()): void {
    for (const { type, outcome } of [...lines, ...known.map((type) => ({ type, outcome: "KNOWN" as const }))]) {
      const ofType = this.#byType.get(type) ?? none();
      this.#byType.set(type, ofType);
      this.#counts[outcome] += 1;
      ofType[outcome] += 1;
    }
    this.#counted += lines.length;
    for (const line of lines.filter(({ outcome }) => outcome === "PARKED")) {
      this.#parked.push(line);
      const key = brings.get(line);
      if (key !== undefined) this.#brings.set(line, key);
    }
    this.#lines = firstOf([...this.#lines, ...lines]);
  }

  /** What waits only for references that the load itself brings, in whatever piece, FOLLOWS; `here` gets the references that it brings in turn. */
  follow(here: Set<string>): void {
    const following = new Set<LoadLine>();
    for (let before = -1; before < following.size;) {
      before = following.size;
      for (const line of this.#parked) {
        if (following.has(line) || line.missing.length === 0 || !line.missing.every((key) => here.has(key))) continue;
        following.add(line);
        const key = this.#brings.get(line);
        if (key !== undefined) here.add(key);
      }
    }
    for (const line of following) {
      this.#brings.delete(line);
      for (const counts of [this.#counts, this.#byType.get(line.type) ?? none()]) {
        counts.PARKED -= 1;
        counts.FOLLOWS += 1;
      }
    }
    this.#parked = this.#parked.filter((line) => !following.has(line));
    this.#lines = firstOf(this.#lines.map((line) => (following.has(line) ? { ...line, outcome: "FOLLOWS" } : line)));
  }

  report(rest: Pick<LoadReport, "from" | "pages" | "messages" | "pieces" | "stopped">): LoadReport {
    return {
      ...rest,
      counts: { ...this.#counts },
      byType: [...this.#byType].map(([type, counts]) => ({ type, counts: { ...counts } })).toSorted((a, b) => a.type.localeCompare(b.type)),
      lines: this.#lines,
      leftOff: this.#counted - this.#lines.length,
    };
  }
}

/** What differs between two states of an object, field by field, in the order of the later one. */
export function changesBetween(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): LoadChange[] {
  const fields = [...Object.keys(after), ...Object.keys(before).filter((field) => !(field in after))];
  return fields.flatMap((field) => {
    const [from, to] = [before[field] ?? null, after[field] ?? null];
    return from === to ? [] : [{ field, from, to }];
  });
}
