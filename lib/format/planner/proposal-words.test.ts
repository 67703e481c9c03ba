import { expect, it } from "vitest";
import { proposalState, scoreText } from "./proposal-words";

const row = (state: Parameters<typeof proposalState>[0]["state"], change: Partial<Parameters<typeof proposalState>[0]> = {}) =>
  proposalState({ state, reasonCode: null, originalArrived: false, targetArrived: false, newOrder: "4712-0001", ...change });

it.each([
  ["a new one", row("PROPOSED"), "Waits for approval", false],
  ["one whose approval lapsed", row("PROPOSED", { reasonCode: "SCORE_CHANGED" }), "Must be approved again", true],
  ["an accepted one", row("ERP_ACCEPTED"), "Accepted, waits for the changed order and order 4712-0001", false],
  ["an accepted one of which one order is here", row("ERP_ACCEPTED", { originalArrived: true }), "Accepted, waits for order 4712-0001", false],
  ["an accepted one without a new order", row("ERP_ACCEPTED", { newOrder: null }), "Accepted, but the ERP named no new order", true],
  ["one that is over by its age", row("CANCELLED", { reasonCode: "EXPIRED" }), "Over after a day", false],
])("says of %s where it stands", (_, said, word, wrong) => expect(said).toEqual({ word, wrong }));

it("says what waiting and moving do to the promises", () => {
  expect(scoreText({ waiting: "18.5", moved: "0" })).toBe("Promises come 18.5 h late if it waits, 0 h if it moves");
  expect(scoreText({ waiting: "0", moved: "0" })).toBe("No promise of this item comes late either way");
  expect(scoreText(null)).toBe("Not projectable");
});
