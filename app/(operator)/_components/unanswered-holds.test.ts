import { beforeEach, expect, it } from "vitest";
import { holdToSend, unansweredHolds } from "./unanswered-holds";

beforeEach(() => unansweredHolds.clear());

it("EX-23 sends a hold again under its id where nobody has answered it, and under another one with other words, of another lot or after an answer", () => {
  const first = holdToSend("l1", "Scratched");
  expect(holdToSend("l1", "Scratched").commandId).not.toBe(first.commandId);
  unansweredHolds.set("l1", first);
  expect(holdToSend("l1", "Scratched")).toEqual(first);
  expect(holdToSend("l1", "Bent").commandId).not.toBe(first.commandId);
  expect(holdToSend("l2", "Scratched").commandId).not.toBe(first.commandId);
  unansweredHolds.delete("l1");
  expect(holdToSend("l1", "Scratched").commandId).not.toBe(first.commandId);
});
