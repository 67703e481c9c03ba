import { describe, expect, it } from "vitest";
import { withoutPeople } from "./kept-views";

describe("what lies on a tablet of a machine's page", () => {
  it("names nobody, and still knows who is on the run", () => {
    const view = {
      asOf: "2026-03-16T06:00:00Z",
      people: [{ personId: "p-1", number: "P-0417", name: "Erika Beispiel", since: "2026-03-16T05:00:00Z" }],
      calls: [
        { id: "c-1", call: "LEAD", raisedAt: "2026-03-16T05:10:00Z", acknowledged: true, owner: "Lena Leiter", takenAt: "2026-03-16T05:12:00Z", own: true, mayEnd: true },
        { id: "c-2", call: "QUALITY", raisedAt: "2026-03-16T05:20:00Z", acknowledged: false, owner: "QUALITY", takenAt: null, own: true, mayEnd: true },
      ],
      handovers: [
        {
          id: "h-1",
          by: "Max Muster",
          offeredAt: "2026-03-16T04:00:00Z",
          note: "Max Muster says that the valve drips",
          openPoints: [],
          counts: [],
          accepted: null,
          own: false,
          running: [],
        },
      ],
      indirect: { now: { code: "CLEANING", name: "Cleaning", since: "2026-03-16T05:30:00Z" }, choices: [{ code: "CLEANING", name: "Cleaning" }] },
    };
    const kept = withoutPeople(view);
    expect(JSON.stringify(kept)).not.toMatch(/Erika|Beispiel|P-0417|Muster|Leiter/);
    expect(kept.people.map(({ personId }) => personId)).toEqual(["p-1"]);
    expect(kept.calls.map(({ takenAt, owner }) => [takenAt, owner])).toEqual([
      ["2026-03-16T05:12:00Z", null],
      [null, "QUALITY"],
    ]);
    // Whoever opens it next is not cleaning because somebody else was.
    expect(kept.indirect).toEqual({ now: null, choices: view.indirect.choices });
    expect({ ...kept, people: view.people, calls: view.calls, handovers: view.handovers, indirect: view.indirect }).toEqual(view);
  });
});
