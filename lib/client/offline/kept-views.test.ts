import { describe, expect, it } from "vitest";
import { withoutPeople } from "./kept-views";

describe("what lies on a tablet of a machine's page", () => {
  it("names nobody, and still knows who is on the run", () => {
    const view = {
      asOf: "2026-03-16T06:00:00Z",
      people: [{ personId: "p-1", number: "P-0417", name: "Erika Beispiel", since: "2026-03-16T05:00:00Z" }],
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
    };
    const kept = withoutPeople(view);
    expect(JSON.stringify(kept)).not.toMatch(/Erika|Beispiel|P-0417|Muster/);
    expect(kept.people.map(({ personId }) => personId)).toEqual(["p-1"]);
    expect({ ...kept, people: view.people, handovers: view.handovers }).toEqual(view);
  });
});
