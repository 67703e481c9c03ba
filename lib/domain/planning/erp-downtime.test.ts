import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { overlaps } from "@/lib/domain/shared/interval";
import { erpDowntime, type KeptStanding, type Standing } from "./erp-downtime";

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 17, 6) + minutes * 60_000);
const NOW = at(60);
const standing = (from: number, to: number, reason = "PM"): Standing => ({ from: at(from), to: at(to), reason });
const kept = (from: number, to: number, reason = "PM"): KeptStanding => ({ id: `${from}`, ...standing(from, to, reason) });

describe("§6.1.1 downtime that the ERP plans", () => {
  it("is planned from now on, without what has passed", () => {
    expect(erpDowntime([], [standing(0, 30), standing(30, 90), standing(120, 180)], [], NOW)).toEqual({ cancel: [], plan: [standing(60, 90), standing(120, 180)] });
  });

  it("stays where it is named as before, also once it has begun", () => {
    expect(erpDowntime([kept(30, 90), kept(120, 180)], [standing(30, 90), standing(120, 180)], [], NOW)).toEqual({ cancel: [], plan: [] });
  });

  it("is called off where it is named no more: what has begun ends now, what is over stays", () => {
    expect(erpDowntime([kept(0, 50), kept(30, 90), kept(120, 180)], [standing(120, 200)], [], NOW)).toEqual({
      cancel: [
        { id: "30", to: NOW },
        { id: "120", to: null },
      ],
      plan: [standing(120, 200)],
    });
  });

  it("goes around what people of the plant have planned", () => {
    expect(erpDowntime([], [standing(70, 200)], [standing(100, 110, "BREAK")], NOW)).toEqual({ cancel: [], plan: [standing(70, 100), standing(110, 200)] });
  });

  it("said again changes nothing, and nothing of it lies over anything", () => {
    const span = fc.record({ from: fc.nat(300), length: fc.integer({ min: 1, max: 90 }) });
    const apart = (spans: readonly { from: number; length: number }[]): Standing[] =>
      spans.reduce<Standing[]>((sum, { from, length }) => {
        const next = standing(from, from + length);
        return sum.some((one) => overlaps(one, next)) ? sum : [...sum, next];
      }, []);
    fc.assert(
      fc.property(fc.array(span), fc.array(span), fc.array(span), (before, named, people) => {
        const [old, wanted, others] = [apart(before).map((one, index) => ({ ...one, id: `old ${index}` })), apart(named), apart(people)];
        const first = erpDowntime(old, wanted, others, NOW);
        const left = old.flatMap((one) => {
          const ended = first.cancel.find(({ id }) => id === one.id);
          return ended === undefined ? [one] : ended.to === null ? [] : [{ ...one, to: ended.to }];
        });
        const now = [...left, ...first.plan.map((one, index) => ({ ...one, id: `new ${index}` }))];
        expect(erpDowntime(now, wanted, others, NOW)).toEqual({ cancel: [], plan: [] });
        for (const one of first.plan) expect([...others, ...now.filter(({ from }) => from > one.from)].some((other) => overlaps(one, other))).toBe(false);
      }),
    );
  });
});
