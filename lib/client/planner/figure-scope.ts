/** Of what and of which time a figure is: codes of site, line, machine, order and item, one shift by its day and name, and instants as ISO text. What is null is all of it. */
export type FigureScope = {
  readonly site: string;
  readonly timeZone: string;
  readonly line: string | null;
  readonly unit: string | null;
  readonly order: string | null;
  readonly item: string | null;
  readonly day: string | null;
  readonly shift: string | null;
  readonly from: string;
  readonly to: string;
};

/** Address of the facts of one figure. */
export function factsHref({ site, line, unit, order, item, day, shift, from, to }: FigureScope, figure: string): string {
  const named = Object.entries({ site, line, unit, order, item, day, shift, from, to, figure }).flatMap(([key, value]): [string, string][] =>
    value === null ? [] : [[key, value]],
  );
  return `/performance/facts?${new URLSearchParams(named).toString()}`;
}
