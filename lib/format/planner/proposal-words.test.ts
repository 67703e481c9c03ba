import { expect, it } from "vitest";
import { proposalState, scoreText, staleText } from "./proposal-words";

const row = (state: Parameters<typeof proposalState>[0]["state"], change: Partial<Parameters<typeof proposalState>[0]> = {}) =>
  proposalState({ state, reasonCode: null, staleSince: null, originalArrived: false, targetArrived: false, newOrder: "4712-0001", ...change });

it.each([
  ["a new one", row("PROPOSED"), "Waits for approval", false],
  ["one whose approval lapsed", row("PROPOSED", { reasonCode: "SCORE_CHANGED" }), "Must be approved again", true],
  ["one that a line has overtaken", row("PROPOSED", { staleSince: "2026-03-16T09:12:00Z" }), "Out of date: propose it again or take it back", true],
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

it("S14 says which line is back, since when, and when it had been expected, on the site's clock", () => {
  const stale = { state: "PROPOSED", staleLine: "L1", staleSince: "2026-03-16T09:12:00Z", staleExpectedAt: "2026-03-17T09:00:00Z", timeZone: "Europe/Berlin" } as const;
  expect(staleText(stale)).toBe("L1 runs again since Mon 10:12; the proposal reckoned with Tue 10:00. As things stand now:");
  expect(staleText({ ...stale, state: "CANCELLED" })).toBeNull();
  expect(staleText({ ...stale, staleLine: null, staleSince: null, staleExpectedAt: null })).toBeNull();
});
