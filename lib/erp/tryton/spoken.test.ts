import { describe, expect, it } from "vitest";
import { wordsOf } from "@/lib/erp/words";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { inboundSpoken } from "./spoken";
import { ourUnit } from "./settings";

const words = wordsOf([
  { kind: "UOM", ours: "XPX", theirs: "pal" },
  { kind: "UOM", ours: "H87", theirs: "u" },
  { kind: "WORK_CENTRE", ours: "FILL-1", theirs: "MACH" },
]);

describe("the words of a connection to Tryton", () => {
  it("of units count before what the settings say, which count where there is no line", () => {
    const settings = { units: { u: "EA", kg: "KGM" }, words };
    expect([ourUnit(settings, "pal"), ourUnit(settings, "u"), ourUnit(settings, "kg"), ourUnit(settings, "crate")]).toEqual(["XPX", "H87", "KGM", undefined]);
    expect(ourUnit({ units: { u: "EA" } }, "u")).toBe("EA");
  });

  it("of work centres name the thing here, in the data and in the key of the message", () => {
    const centre = example1("SITE-A").find((message) => message.type === "erp.work-centre.v1" && message.data.workCentre === "MACH");
    if (centre === undefined) throw new Error("the example has a work centre");
    expect(inboundSpoken(centre, words)).toMatchObject({ subject: "SITE-A/FILL-1", id: "erp.work-centre.v1:SITE-A/FILL-1:1", data: { workCentre: "FILL-1" } });
  });
});
