import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { elapsedBetween, type FastClock, isAhead, limitTimes, lossTime, seqApart } from "./source-clock";

const HOUR = 3_600_000;
const claimed = (deviceMs: number, receivedAtMs: number) => ({ deviceMs, receivedAtMs });

/** Takes messages in batches of some size, as a worker does; answers when each was. */
function place(messages: readonly { deviceMs: number; receivedAtMs: number }[], batch: number): { at: number[]; clock: FastClock } {
  let clock: FastClock | null = null;
  const at: number[] = [];
  for (let from = 0; from < messages.length; from += batch) {
    const part = messages.slice(from, from + batch);
    const limited = limitTimes(clock, part, null);
    clock = limited.clock;
    at.push(...part.map(({ deviceMs }) => limited.at.get(deviceMs) ?? Number.NaN));
  }
  if (clock === null) throw new Error("nothing was placed");
  return { at, clock };
}

describe("limitTimes", () => {
  const gap = fc.integer({ min: 1, max: 60_000 });
  const messages = fc.array(fc.record({ gap, late: fc.integer({ min: 0, max: 4_000 }) }), { minLength: 1, maxLength: 40 });
  /** Said with the clock so far ahead; each comes a little later than it was said, and none before another that was said before it. */
  const told = (list: readonly { gap: number; late: number }[], off: number) => {
    let [said, received] = [0, 0];
    return list.map((one) => {
      said += one.gap;
      received = Math.max(received, said + one.late);
      return claimed(said + off, received);
    });
  };

  it("says nothing of the time to come, and keeps the order of what a clock says, however late things come", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20_000, max: 80_000_000 }), messages, fc.integer({ min: 1, max: 10 }), (off, list, batch) => {
        const said = told(list, off);
        expect(said.every(isAhead)).toBe(true);
        const { at, clock } = place(said, batch);
        expect(clock.firstAtMs).toBe(Math.min(...at));
        for (const [index, one] of at.entries()) {
          expect(one).toBeLessThanOrEqual(said[index]?.receivedAtMs ?? 0);
          expect(one).toBeGreaterThanOrEqual(at[index - 1] ?? Number.NEGATIVE_INFINITY);
        }
      }),
    );
  });

  it("keeps the distances of what comes at once after a time without the network", () => {
    const { at } = place(
      [0, 60_000, 300_000].map((said) => claimed(said + HOUR, 400_000)),
      10,
    );
    expect(at.map((one) => one - (at[0] ?? 0))).toEqual([0, 60_000, 300_000]);
  });

  it("leaves room between what is said after a message that travelled for longer, as long as there is any", () => {
    const { clock } = place([claimed(HOUR, 1_000)], 1);
    const { at } = limitTimes(
      clock,
      [200, 300, 400, 600, 1_300].map((said) => claimed(HOUR + said, 1_400)),
      null,
    );
    expect([...at.values()]).toEqual([1_001, 1_002, 1_003, 1_004, 1_400]);
  });

  it("takes a clock that goes on for the same one, also when what it says was on its way for half an hour", () => {
    const { clock } = place([claimed(HOUR, 0)], 1);
    expect(limitTimes(clock, [claimed(HOUR + 1_000, 30 * 60_000)], null).at.get(HOUR + 1_000)).toBe(1_000);
  });

  it("goes on at once after a clock that was set back in part", () => {
    const { clock } = place([claimed(HOUR, 0), claimed(HOUR + 1_000, 1_000)], 1);
    const { at, clock: after } = limitTimes(clock, [claimed(HOUR / 2, 2_000), claimed(HOUR / 2 + 1_000, 3_000)], null);
    expect([...at.values()]).toEqual([2_000, 3_000]);
    expect(after.untilDeviceMs).toBe(HOUR + 1_000);
  });

  it("begins anew with a clock that was right in between", () => {
    const { clock } = place([claimed(HOUR, 0)], 1);
    const { at } = limitTimes({ ...clock, aheadMs: null }, [claimed(2 * HOUR, HOUR + 50 * 60_000)], null);
    expect(at.get(2 * HOUR)).toBe(HOUR + 50 * 60_000);
  });

  it("puts what was on its way while the clock was put right to where it was said, and takes the clock for right as before", () => {
    const said = [0, 1_000, 9_000].map((ms) => claimed(HOUR + ms, ms + 500));
    const right = { ...place(said, 3).clock, aheadMs: null };
    const { at, clock } = limitTimes(right, [claimed(HOUR + 2_000, 3_500), claimed(HOUR + 4_000, 60_000), claimed(HOUR + 9_000, 60_000)], 50_000);
    expect([...at.values()]).toEqual([2_500, 4_500, 9_500]);
    expect(clock).toEqual(right);
    // One that is less ahead was set anew since.
    expect(limitTimes(right, [claimed(HOUR + 2_000, HOUR / 2)], 50_000).at.get(HOUR + 2_000)).toBe(HOUR / 2);
  });

  it("does not go back behind what was heard when the clock was right", () => {
    expect(limitTimes(null, [claimed(HOUR, 10_000)], 14_000).at.get(HOUR)).toBe(14_000);
  });
});

describe("seqApart", () => {
  it("is another number for another reading of an instant, the same for the same, and fits where running numbers are kept", () => {
    const reading = fc.record({ seq: fc.integer({ min: 0, max: 255 }), said: fc.integer({ min: 0, max: 3_600_000 }) });
    fc.assert(
      fc.property(fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }), reading, reading, (base, one, other) => {
        const [first, second] = [seqApart(one.seq, base + one.said), seqApart(other.seq, base + other.said)];
        expect(first === second).toBe(one.seq === other.seq && one.said === other.said);
        expect(first).toBeGreaterThan(255);
        expect(first).toBeLessThan(2 ** 31);
      }),
    );
  });
});

describe("elapsedBetween", () => {
  const right = (atMs: number, seq: number) => ({ atMs, deviceMs: null, seq });
  const fast = (atMs: number, seq: number, deviceMs = atMs + HOUR) => ({ atMs, deviceMs, seq });
  it.each([
    ["the distance, within a clock that is right", right(1_000, 1), right(3_000, 2), 2_000],
    ["less than nothing of what comes late", right(3_000, 2), right(1_000, 1), -2_000],
    ["the distance, within a clock that is ahead", fast(1_000, 1), fast(3_000, 2), 2_000],
    ["the distance of what the clock said, where both came at once", fast(1_000, 1, 9_000), fast(1_000, 2, 9_500), 500],
    ["the distance of what the clock said, where it was found to be more ahead meanwhile", fast(1_000, 1, 9_000), fast(1_200, 2, 9_900), 900],
    ["the distance of when it was, where the clock was set back in part", fast(1_000, 1, 9_000), fast(3_000, 2, 4_000), 2_000],
    ["nothing of the same again", fast(1_000, 1, 9_000), fast(1_000, 1, 9_000), 0],
    ["the distance and the tolerance, once the clock is put right", fast(1_000, 1), right(3_000, 2), 7_000],
    ["what is left of the tolerance, where it is put right to a little behind", fast(3_000, 1), right(1_000, 2), 3_000],
    ["nothing of what came late from before it was put right", right(1_000, 6), fast(3_000, 5), 0],
    ["less than nothing of what is too old for that", fast(9_000, 1), right(1_000, 2), -8_000],
    ["the distance and the tolerance of a source that began to count anew soon after it had before", fast(1_000, 5), right(9_000, 0), 13_000],
    ["the distance and the tolerance of a source that began to count its messages anew", fast(1_000, 500), right(3_000, 0), 7_000],
  ])("KP-04 is %s", (_, last, next, elapsed) => expect(elapsedBetween(last, next)).toBe(elapsed));
});

describe("lossTime", () => {
  it.each([
    ["what is said, between the last sign of life and now", 50, 100, 40, 50],
    ["the instant at which it was told, for 1970", 0, 100, 40, 100],
    ["the instant at which it was told, for the future", 101, 100, 40, 100],
    ["what is said, of a machine that was never heard", 50, 100, undefined, 50],
  ])("takes %s", (_, said, received, heard, expected) => expect(lossTime(said, received, heard)).toBe(expected));
});
