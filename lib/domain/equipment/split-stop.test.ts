import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { secondsBetween } from "@/lib/domain/shared/interval";
import type { StopReason } from "./classify-stop";
import { decideSplit, type SplitContext } from "./split-stop";

const at = (seconds: number): Date => new Date(Date.UTC(2026, 2, 17, 6) + Math.round(seconds * 1000));
const waiting: StopReason = { code: "MAT-WAIT", class: "MATERIAL", requiresComment: false, comment: null };
const broken: StopReason = { code: "BRK-MECH", class: "FAILURE", requiresComment: false, comment: null };
const other: StopReason = { code: "OTHER", class: "OTHER", requiresComment: true, comment: null };
const stop: SplitContext = { state: "HELD", rawState: "HELD", superseded: false, from: at(0), to: at(1800), by: at(3600) };

describe("decideSplit", () => {
  it("ST-04, ST-05: a wait that turned into a failure is a hold and then a failure", () => {
    expect(decideSplit(stop, at(600), [waiting, broken])).toEqual({
      ok: true,
      value: [
        { from: at(0), to: at(600), state: "HELD", reason: waiting },
        { from: at(600), to: at(1800), state: "DOWN", reason: broken },
      ],
    });
  });

  it("ST-05: what lasts is divided up to now, and its second part lasts on", () => {
    const lasting = { ...stop, to: null };
    expect(decideSplit(lasting, at(600), [waiting, broken])).toMatchObject({ ok: true, value: [{ to: at(600) }, { from: at(600), to: null }] });
    expect(decideSplit(lasting, at(3600), [waiting, broken])).toEqual({ ok: false, code: "SPLIT_OUTSIDE", params: { from: at(0).toISOString(), to: at(3600).toISOString() } });
  });

  it.each([
    ["its beginning", at(0), "SPLIT_OUTSIDE"],
    ["less than half a second after it", at(0.4), "SPLIT_OUTSIDE"],
    ["its end", at(1800), "SPLIT_OUTSIDE"],
    ["an instant before it", at(-60), "SPLIT_OUTSIDE"],
  ])("ST-05 refuses %s", (_, instant, code) => {
    expect(decideSplit(stop, instant, [waiting, broken])).toMatchObject({ ok: false, code });
  });

  it.each([
    ["one reason for both parts", stop, [waiting, waiting], "SAME_REASON"],
    ["what a newer version stands for", { ...stop, superseded: true }, [waiting, broken], "STOP_CHANGED"],
    ["what is no stop", { ...stop, state: "PRODUCING", rawState: "PRODUCING" }, [waiting, broken], "NOT_A_STOP"],
    ["ST-03 a reason without the words it asks for", stop, [waiting, other], "COMMENT_REQUIRED"],
  ] as const)("refuses %s", (_, context, reasons, code) => {
    expect(decideSplit(context, at(600), [...reasons])).toMatchObject({ ok: false, code });
  });

  it("ST-05: no gap, no overlap, and no second more or less, wherever it is divided", () => {
    const instants = fc.tuple(fc.double({ min: 0, max: 90_000, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean());
    fc.assert(
      fc.property(instants, ([length, share, lasts]) => {
        const end = at(length);
        const result = decideSplit({ ...stop, to: lasts ? null : end, by: end }, at(length * share), [waiting, broken]);
        if (!result.ok) {
          expect(result.code).toBe("SPLIT_OUTSIDE");
          return;
        }
        const [first, second] = result.value;
        expect([first.from, second.from, second.to]).toEqual([stop.from, first.to, lasts ? null : end]);
        expect(first.to > first.from && end > second.from).toBe(true);
        expect(secondsBetween(first.from, first.to) + secondsBetween(second.from, end)).toBe(secondsBetween(stop.from, end));
      }),
    );
  });
});
