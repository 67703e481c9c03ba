import { type Decimal, decimal, r6 } from "@/lib/domain/shared/decimal";

/** A number of the wire as an exact decimal: what its shortest text says, at the six decimals that quantities have. */
export function decimalOf(value: number): Decimal {
  return r6(decimal(String(value)));
}

/** A decimal as messages write it. */
export function text(value: Decimal): string {
  return r6(value).toFixed();
}

/** A decimal as ERPNext takes it: a number of JSON. */
export function number(value: Decimal): number {
  return r6(value).toNumber();
}

/** The values by what `key` says of them, in the order of their first. */
export function grouped<One>(values: Iterable<One>, key: (value: One) => string): ReadonlyMap<string, One[]> {
  const groups = new Map<string, One[]>();
  for (const value of values) {
    const group = groups.get(key(value)) ?? [];
    groups.set(key(value), group);
    group.push(value);
  }
  return groups;
}
