/** A value that is to be mapped: on which machine, what it would be called, and where it comes from. */
export type ToName = { readonly unit: string; readonly name: string; readonly address: string; readonly path: string };

const LONGEST = 128;

/** What values of machines are called when several are mapped at once, in their order: what each would be called, and where two of one machine would be called alike their paths, or else their addresses with it. */
export function distinctNames(values: readonly ToName[]): string[] {
  const spellings = [
    ({ name }: ToName) => name,
    ({ name, path }: ToName) => path || name,
    ({ address, path }: ToName) => `${address} ${path}`.trim(),
    // The end of a long address tells more than its beginning.
  ].map((spell) => (value: ToName) => spell(value).slice(-LONGEST));
  const counts = spellings.map((spell) => {
    const times = new Map<string, number>();
    for (const value of values) times.set(keyOf(value, spell(value)), (times.get(keyOf(value, spell(value))) ?? 0) + 1);
    return times;
  });
  return values.map((value) => {
    const apart = spellings.find((spell, index) => counts[index]?.get(keyOf(value, spell(value))) === 1);
    return (apart ?? spellings.at(-1))?.(value) ?? value.name;
  });
}

function keyOf({ unit }: ToName, name: string): string {
  return `${unit}\n${name}`;
}
