import { describe, expect, it } from "vitest";
import { decideMountReversal } from "./reverse-mount";

const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 10, minute));
const mount = (mountId: string, from: number, to: number | null = null, itemId = "lid") => ({
  mountId,
  lotId: `lot of ${mountId}`,
  itemId,
  from: at(from),
  to: to === null ? null : at(to),
});
const own = { own: true, ageSeconds: 12, mayReverseAny: false };

describe("EX-19, TR-01 the reversal of a mount", () => {
  it("puts what came off for it on again from the same instant, a substitute as well", () => {
    const tookOff = [mount("a", 0, 5), mount("s", 1, 5, "lid-old")];
    expect(decideMountReversal({ ...own, mount: mount("b", 5), tookOff, since: [] })).toEqual({
      ok: true,
      value: [
        { mountId: "a", lotId: "lot of a", to: null },
        { mountId: "s", lotId: "lot of s", to: null },
      ],
    });
  });
  it("puts nothing on where nothing had come off", () => {
    expect(decideMountReversal({ ...own, mount: mount("b", 5), tookOff: [], since: [] })).toEqual({ ok: true, value: [] });
  });
  it("ends what is on again where another lot of its item came on since", () => {
    const since = [mount("b", 5), mount("d", 9), mount("c", 7, 9), mount("x", 6, null, "label"), mount("v", 6, 6)];
    expect(decideMountReversal({ ...own, mount: mount("b", 5, null, "lid-old"), tookOff: [mount("a", 0, 5)], since })).toMatchObject({ value: [{ mountId: "a", to: at(7) }] });
  });
  it.each([
    ["has come off", mount("b", 5, 8), own, "NOT_MOUNTED"],
    ["was taken back", mount("b", 5, 5), own, "ALREADY_REVERSED"],
    ["was made more than 30 s ago", mount("b", 5), { ...own, ageSeconds: 31 }, "UNDO_EXPIRED"],
    ["somebody else made", mount("b", 5), { ...own, own: false }, "UNDO_EXPIRED"],
  ])("is refused of one that %s", (_, one, by, code) => {
    expect(decideMountReversal({ ...by, mount: one, tookOff: [], since: [] })).toMatchObject({ ok: false, code });
  });
  it("is a lead's at any time", () => {
    expect(decideMountReversal({ own: false, ageSeconds: 7_200, mayReverseAny: true, mount: mount("b", 5), tookOff: [], since: [] }).ok).toBe(true);
  });
});
