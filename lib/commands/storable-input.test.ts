import { expect, it } from "vitest";
import { storableInput } from "./storable-input";

it("names each field that holds what cannot be stored, its own name included, and keeps all else as it was sent", () => {
  const at = new Date(0);
  const bytes = Buffer.from([0, 1]);
  expect(
    storableInput({ good: "5", note: "torn\u0000", lots: [{ lot: "C-A" }, { lot: "C-\uD83D" }], "pal\u0000let": 7, at, bytes, count: 3, none: null, yes: true, absent: undefined }),
  ).toEqual({
    input: { good: "5", note: "torn\uFFFD", lots: [{ lot: "C-A" }, { lot: "C-\uFFFD" }], "pal\uFFFDlet": 7, at, bytes, count: 3, none: null, yes: true, absent: undefined },
    replaced: ["note", "lots.1.lot", "pal\uFFFDlet"],
  });
});

it.each([undefined, null, 7, "text", [], {}, { note: "\u{1F525}" }])("has nothing to replace in %j", (raw) => expect(storableInput(raw)).toEqual({ input: raw, replaced: [] }));
