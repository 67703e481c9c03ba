/** One measured figure, beside the limit that was measured in the same run on the same machine. */
export type Figure = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the bare engine underneath does; null where there is none to compare with. */
  readonly limit: number | null;
  /** Said of the limit: "COPY, 5,000-row batches". */
  readonly limitIs: string;
  /** The goal in words, and whether this run holds it; null for a figure that only tells. */
  readonly goal: string | null;
  readonly holds: boolean;
};

/** Value against limit; null without a limit. */
function ratioOf({ value, limit }: Figure): number | null {
  return limit === null || limit === 0 ? null : Number((value / limit).toPrecision(3));
}

/** Prints a figure: a line of words for people, a line of JSON for programs. */
export function printFigure(figure: Figure, asJson: boolean): void {
  const { name, value, unit, limit, limitIs, goal, holds } = figure;
  const ratio = ratioOf(figure);
  if (asJson) {
    console.log(JSON.stringify({ name, value, unit, limit, limitIs, ratio, goal, holds: goal === null ? null : holds ? "yes" : "no" }));
    return;
  }
  const beside = limit === null ? limitIs : `limit ${shown(limit)} ${unit} (${limitIs})  ratio ${ratio}`;
  console.log(`${name.padEnd(30)} ${shown(value).padStart(10)} ${unit.padEnd(7)} ${beside}${goal === null ? "" : `  goal ${goal}  holds: ${holds ? "yes" : "no"}`}`);
}

/** A value in whole numbers from a hundred on, with three digits below. */
export function shown(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en-GB") : String(Number(value.toPrecision(3)));
}

/** The value below which a share of the measurements lies; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
