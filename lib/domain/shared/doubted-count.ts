import { decimal } from "./decimal";

/** What steps of a counter that are in doubt would count on one operation, taken at their word (KP-02): decimal text in the order's unit, instants as ISO text. */
export type DoubtedCount = {
  readonly operationId: string;
  readonly orderId: string;
  readonly good: string;
  readonly scrap: string;
  readonly since: string;
  readonly to: string;
};

/** All of them that wait for one decision: how many steps, and what they would count by operation. Steps while nothing was loaded count nothing. */
export type Doubts = { readonly steps: number; readonly counts: readonly DoubtedCount[] };

export const NO_DOUBTS: Doubts = { steps: 0, counts: [] };

/** One more step in doubt; `count` null where nothing was loaded. */
export function addDoubt({ steps, counts }: Doubts, count: DoubtedCount | null): Doubts {
  const known = counts.find((one) => one.operationId === count?.operationId);
  if (count === null) return { steps: steps + 1, counts };
  if (known === undefined) return { steps: steps + 1, counts: [...counts, count] };
  const both: DoubtedCount = {
    ...known,
    good: decimal(known.good).plus(count.good).toFixed(),
    scrap: decimal(known.scrap).plus(count.scrap).toFixed(),
    to: count.to > known.to ? count.to : known.to,
  };
  return { steps: steps + 1, counts: counts.map((one) => (one === known ? both : one)) };
}

/** The doubts that the detail of an exception holds; none where an earlier version wrote it. */
export function doubtsIn(detail: unknown): Doubts {
  const field = (from: unknown, name: string): unknown => (typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined);
  const text = (from: unknown, name: string): string => {
    const value = field(from, name);
    return typeof value === "string" ? value : "";
  };
  const [steps, counts] = [field(detail, "steps"), field(detail, "counts")];
  if (typeof steps !== "number" || !Array.isArray(counts)) return NO_DOUBTS;
  return {
    steps,
    counts: counts.map((one: unknown) => ({
      operationId: text(one, "operationId"),
      orderId: text(one, "orderId"),
      good: text(one, "good"),
      scrap: text(one, "scrap"),
      since: text(one, "since"),
      to: text(one, "to"),
    })),
  };
}
