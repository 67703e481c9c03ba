import { describe, expect, it } from "vitest";
import { decideCounter } from "./resolve-counter";

const count = (operationId: string) => ({ operationId, orderId: "o", good: "120", scrap: "0", since: "2026-01-05T06:00:00.000Z", to: "2026-01-05T06:01:00.000Z" });
const doubts = { steps: 3, counts: [count("a"), count("b")] };
const inWork = new Set(["a", "b"]);
const names = new Map([
  ["a", "PO-1 / 10"],
  ["b", "PO-2 / 10"],
]);
const base = { seen: 3, doubts, inWork, names };

describe("KP-02 a person resolves a suspect counter", () => {
  it("counts what belongs to operations in work", () => expect(decideCounter({ verdict: "COUNT", ...base })).toEqual({ ok: true, value: [count("a"), count("b")] }));
  it("counts none of it where one of them has ended, and names that: what it made would be gone without a word", () => {
    const ended = { ...base, inWork: new Set(["b"]) };
    expect(decideCounter({ verdict: "COUNT", ...ended })).toEqual({ ok: false, code: "COUNT_PARTLY_ENDED", params: { ended: ["PO-1 / 10"] } });
    expect(decideCounter({ verdict: "DISCARD", ...ended })).toEqual({ ok: true, value: [] });
  });
  it("counts nothing that is discarded", () => expect(decideCounter({ verdict: "DISCARD", ...base })).toEqual({ ok: true, value: [] }));
  it.each(["COUNT", "DISCARD"] as const)("asks for another look where more is in doubt than was seen: %s", (verdict) =>
    expect(decideCounter({ verdict, ...base, seen: 2 })).toEqual({ ok: false, code: "COUNTER_MOVED", params: { steps: 3 } }),
  );
  it("has nowhere to count once all of them have ended, and may be discarded then", () => {
    const ended = { ...base, inWork: new Set<string>() };
    expect(decideCounter({ verdict: "COUNT", ...ended })).toMatchObject({ ok: false, code: "COUNT_WITHOUT_RUN" });
    expect(decideCounter({ verdict: "DISCARD", ...ended })).toEqual({ ok: true, value: [] });
  });
});
