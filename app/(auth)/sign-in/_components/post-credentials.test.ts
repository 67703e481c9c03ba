import { describe, expect, it } from "vitest";
import { parseRefusal } from "./post-credentials";
import { refusalWords } from "./refusal-words";

describe("sign-in refusals", () => {
  it("carry a code and the figures that the words need", () => {
    expect(parseRefusal("code=BAD_BADGE_OR_PIN&left=4")).toMatchObject({ code: "BAD_BADGE_OR_PIN", left: 4 });
    expect(parseRefusal("OAuthCallback")).toMatchObject({ code: "TRY_AGAIN" });
  });

  it.each(["BAD_CREDENTIALS", "BAD_BADGE_OR_PIN", "LOCKED", "DEVICE_UNKNOWN", "NO_ACCOUNT", "UNREACHABLE", "FAULT", "TRY_AGAIN", "ANYTHING_ELSE"])(
    "UI-09 %s says what and the next step, never a code alone",
    (code) => {
      const words = refusalWords({ ok: false, code, left: 4, until: "2026-03-02T08:15:00Z", reference: "abc" }, "Europe/Berlin");
      expect(words.length).toBeGreaterThan(20);
      expect(words).not.toContain(code);
    },
  );

  it("a lock says until when, in the site's time", () => {
    expect(refusalWords({ ok: false, code: "LOCKED", until: "2026-03-02T08:15:00Z" }, "Europe/Berlin")).toContain("09:15");
  });
});
