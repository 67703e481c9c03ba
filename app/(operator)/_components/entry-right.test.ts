import { describe, expect, it } from "vitest";
import { askedFor, entryRight } from "./entry-right";

const NOW = Date.parse("2026-03-17T10:00:00Z");
const entry = { back: null, orderState: "IN_PROGRESS", own: true, recordedAt: "2026-03-17T09:59:40Z" };
const operator = { ofEverybody: false, offline: false, now: NOW };

describe("§10.1 who may take an entry back", () => {
  it.each([
    ["an own one within 30 s", {}, {}, "MAY"],
    ["an own one later", { recordedAt: "2026-03-17T09:59:20Z" }, {}, "LATE"],
    ["somebody else's", { own: false }, {}, "LATE"],
    ["somebody else's, by a lead", { own: false, recordedAt: "2026-03-17T02:00:00Z" }, { ofEverybody: true }, "MAY"],
    ["after the order completed, by a lead", { orderState: "COMPLETED" }, { ofEverybody: true }, "MAY"],
    ["after the order closed, by a lead", { orderState: "CLOSED" }, { ofEverybody: true }, "CLOSED"],
    ["what was taken back", { back: { by: null, reason: "MISKEY", replaced: true } }, { ofEverybody: true }, "DONE"],
    ["without the network (EX-22)", {}, { ofEverybody: true, offline: true }, "OFFLINE"],
  ])("%s", (_, of, by, right) => expect(entryRight({ ...entry, ...of }, { ...operator, ...by })).toBe(right));
});

it("UI-08 an entry that this tablet has asked about waits for the answer, unless that was a refusal", () => {
  const item = (name: "reverse-entry" | "correct-entry", entryId: string, state: "WAITING" | "REFUSED") => ({
    commandId: entryId,
    sequence: 1,
    accountId: "a",
    eventTime: "2026-03-17T10:00:00Z",
    text: "",
    takesBack: null,
    state,
    command:
      name === "reverse-entry"
        ? ({ name, input: { entryId, reason: "MISKEY" } } as const)
        : ({ name, input: { entryId, reason: "MISKEY", good: "1", scrap: "0", rework: "0" } } as const),
    refusal: null,
  });
  const items = [item("reverse-entry", "e1", "WAITING"), item("correct-entry", "e2", "WAITING"), item("correct-entry", "e3", "REFUSED")];
  expect(askedFor(items as never)).toEqual(new Set(["e1", "e2"]));
});
