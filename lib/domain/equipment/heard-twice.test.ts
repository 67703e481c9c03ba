import { expect, it } from "vitest";
import { type Listening, wouldHearTwice } from "./heard-twice";

const json = (topicFilter: string): Listening => ({ kind: "PLAIN_JSON", topicFilter });

it.each([
  [json("hall/#"), json("hall/press/+"), true],
  [json("hall/+/state"), json("hall/press/#"), true],
  [json("hall/press/#"), json("hall/lathe/#"), false],
  [json("opcua/site-a/mill/#"), { kind: "OPC_UA", topicFilter: "opcua/site-a/mill/#" } as const, true],
  [{ kind: "SPARKPLUG", topicFilter: "spBv1.0/HALL/#" } as const, { kind: "SPARKPLUG", topicFilter: "spBv1.0/+/NDATA/#" } as const, true],
  [json("hall/#"), { kind: "HTTP", topicFilter: "hall/press" } as const, false],
])("%j and %j: %s", (one, other, expected) => {
  expect(wouldHearTwice(one, other)).toBe(expected);
  expect(wouldHearTwice(other, one)).toBe(expected);
});
