import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Decimal, decimal, ZERO } from "@/lib/domain/shared/decimal";
import { explain, type Measured, missingIn, type Untaken } from "./explain";
import { figure, untaken as message } from "./testing/untaken";

const keys = fc.constantFrom("a", "b", "c");

/** The rule for what was settled, word by word: whatever is taken, all that is left is weighed anew. */
function weighedAnew(figures: readonly Measured[], settled: readonly Untaken[]): readonly Untaken[] {
  const missing: Untaken[] = [];
  const added = (key: string, more: readonly Untaken[]) => more.reduce((total, { adds }) => total.plus(adds.get(key) ?? ZERO), ZERO);
  const left = ({ key, ours, theirs }: Measured, more: readonly Untaken[]) => ours.minus(theirs).minus(added(key, more));
  for (;;) {
    const [next] = settled
      .filter((one) => !missing.includes(one))
      .map((one) => {
        const shares = figures.map((each) => {
          const adds = one.adds.get(each.key) ?? ZERO;
          return adds.isZero()
            ? ZERO
            : left(each, missing)
                .abs()
                .minus(left(each, [...missing, one]).abs())
                .div(adds.abs());
        });
        return { one, open: figures.filter((each) => !left(each, [...missing, one]).isZero()).length, lessens: shares.reduce((total, share) => total.plus(share), ZERO) };
      })
      .filter(({ lessens }) => lessens.gt(0))
      .toSorted((a, b) => a.open - b.open || b.lessens.comparedTo(a.lessens));
    if (next === undefined) return missing;
    missing.push(next.one);
  }
}

/** How often one decimal was taken from another in it: the same on every machine, however busy. */
function countedDifferences(work: () => void): number {
  const decimals: { minus: Decimal["minus"] } = Object.getPrototypeOf(ZERO);
  const { minus } = decimals;
  let calls = 0;
  decimals.minus = function counting(this: Decimal, other) {
    calls += 1;
    return minus.call(this, other);
  };
  try {
    work();
  } finally {
    decimals.minus = minus;
  }
  return calls;
}

describe("IN-11 which of the messages that were settled without sending are missing", () => {
  it("leave of all combinations of what was settled one with the fewest figures open, and the one found one by one where that leaves none", () => {
    const small = fc.integer({ min: -40, max: 60 }).map((n) => decimal(n).times("1.37"));
    const settled = fc.array(fc.uniqueArray(fc.tuple(keys, small), { selector: ([key]) => key }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.tuple(small, small, small), fc.integer({ min: 1, max: 4 }), settled, (open, times, told) => {
        const figures = ["a", "b", "c"].map((key, index) => ({ key, ours: (open[index] ?? ZERO).times(times), theirs: ZERO }));
        const untaken = told.map((adds, index) => ({ ...message(index, "SETTLED", {}), adds: new Map(adds) }));
        const opened = (missing: readonly Untaken[]): number => {
          const added = (key: string) => missing.reduce((total, one) => total.plus(one.adds.get(key) ?? ZERO), ZERO);
          return figures.filter(({ key, ours }) => !ours.eq(added(key))).length;
        };
        const found = missingIn(figures, untaken);
        let fewest = figures.length;
        for (let chosen = 0; chosen < 2 ** untaken.length && fewest > 0; chosen += 1)
          fewest = Math.min(fewest, opened(untaken.filter((_, place) => ((chosen >> place) & 1) === 1)));
        expect([opened(found.missing), found.triedAll]).toEqual([fewest, true]);
        const anew = weighedAnew(figures, untaken);
        if (opened(anew) === 0) expect(found.missing.map(({ id }) => id)).toEqual(anew.map(({ id }) => id));
      }),
    );
  });

  it("finds by all combinations what one by one misses: the largest first leaves a rest that the smaller ones explain exactly", () => {
    const told = ["60", "50", "50"].map((qty, index) => message(index + 1, "SETTLED", { good: qty }));
    const [good] = explain([figure("good", "100", "0")], told);
    expect([good?.settled.toFixed(), good?.unexplained.toFixed(), good?.messages, good?.triedAll]).toEqual(["100", "0", ["m2", "m3"], true]);
    // Of 18 messages as well, beside others that share no figure with them; the fewest messages count, of equally many the first.
    const many = Array.from({ length: 18 }, (_, n) => message(n + 1, "SETTLED", { good: String(1000 + 7 * n), time: String(60 * (n + 1)) }));
    const apart = message(30, "SETTLED", { seal: "2" });
    const missing = many.filter(({ sequence }) => sequence % 3 === 1);
    const all = (key: string) => missing.reduce((total, { adds }) => total.plus(adds.get(key) ?? ZERO), ZERO).toFixed();
    const both = explain([figure("good", all("good"), "0"), figure("time", all("time"), "0"), figure("seal", "5", "0")], [...many, apart]);
    expect(both.map((one) => [one.unexplained.toFixed(), one.triedAll])).toEqual([
      ["0", true],
      ["0", true],
      ["3", true],
    ]);
  });

  it("says so where there are too many to try each combination, and chooses one by one", () => {
    const told = Array.from({ length: 21 }, (_, n) => message(n + 1, "SETTLED", { good: n === 0 ? "60" : "50" }));
    const [good] = explain([figure("good", "100", "0")], told);
    expect([good?.unexplained.isZero(), good?.triedAll]).toEqual([false, false]);
    expect(explain([figure("good", "110", "0")], told)[0]).toMatchObject({ triedAll: true });
  });

  it("weighs hundreds of settled messages beside many that are under way without holding up everything else", () => {
    const names = ["good", "time", "seal", "cap"];
    const of = (n: number) => Object.fromEntries(names.map((name, index) => [name, String((1 + ((n * 271) % 499)) * (index + 1))]));
    const told = [...Array.from({ length: 300 }, (_, n) => message(n, "SETTLED", of(n))), ...Array.from({ length: 20 }, (_, n) => message(300 + n, "IN_TRANSIT", of(n), true))];
    // Half of what was settled was keyed in by hand, and one piece more that nobody knows of: no possibility explains all, so each is looked at.
    const absent = told.filter(({ sequence }) => sequence % 2 === 0);
    const figures = names.map((name) => ({ key: name, ours: absent.reduce((total, { adds }) => total.plus(adds.get(name) ?? ZERO), decimal(1)), theirs: ZERO }));
    let missing: readonly Untaken[] = [];
    const differences = countedDifferences(() => (missing = missingIn(figures, told).missing));
    // Weighing every message anew takes tens of millions.
    expect(differences).toBeGreaterThan(told.length);
    expect(differences).toBeLessThan(300_000);
    expect(missing.length).toBeGreaterThan(absent.length / 2);
  });
});
