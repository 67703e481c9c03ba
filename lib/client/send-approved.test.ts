import { describe, expect, it } from "vitest";
import type { SendResult } from "./queue-item";
import { staysUnanswered } from "./send-approved";

const refused = (code: string): SendResult => ({ ok: false, code, params: {} });

describe("EX-23 what a lead approves", () => {
  it.each<[string, SendResult | undefined, boolean, boolean]>([
    ["goes again under its id where nobody answered", undefined, false, true],
    ["keeps its id when a wrong PIN follows an answer that was lost", refused("BAD_BADGE_OR_PIN"), true, true],
    ["keeps it as well when no lead signs it", refused("APPROVER_NOT_LEAD"), true, true],
    ["is a new one after a wrong PIN, when it was never sent before", refused("BAD_BADGE_OR_PIN"), false, false],
    ["is a new one once it was looked at and refused", refused("ABOVE_TOLERANCE"), true, false],
  ])("%s", (_, answer, before, stays) => expect(staysUnanswered(answer, before)).toBe(stays));
});
