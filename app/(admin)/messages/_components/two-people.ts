/** What carries quantity or value: settling it without sending takes two people (IN-02). The rule itself is held by the command; this is for the words. */
const CARRIES_VALUE: ReadonlySet<string> = new Set([
  "mes.production.confirmed.v1",
  "mes.material.issued.v1",
  "mes.material.scrapped.v1",
  "mes.production.received.v1",
  "mes.entry.reversed.v1",
]);

export function takesTwoPeople(type: string): boolean {
  return CARRIES_VALUE.has(type);
}
