import { expect, it } from "vitest";
import { keptKey, proofOf } from "./tap-proof";

const tapped = {
  accountId: "a1",
  commandId: "c1",
  eventTime: "2026-03-02T10:00:00.000Z",
  command: { name: "confirm-production", input: { operationId: "o1", good: "40", scrap: undefined } },
};
const signOn = { id: "s1", key: "k1" };

it("SEC-06 proves who tapped what and when: nothing of it can be another", async () => {
  const proof = await proofOf(signOn, tapped);
  expect(proof).toEqual({ signOn: "s1", proof: expect.stringMatching(/^[\w-]{43}$/) });
  const others = [
    { ...tapped, accountId: "a2" },
    { ...tapped, commandId: "c2" },
    { ...tapped, eventTime: "2026-03-02T11:00:00.000Z" },
    { ...tapped, command: { ...tapped.command, input: { operationId: "o1", good: "41" } } },
    { ...tapped, command: { ...tapped.command, name: "reverse-entry" } },
  ];
  for (const other of others) expect(await proofOf(signOn, other)).not.toEqual(proof);
  expect(await proofOf({ ...signOn, key: "k2" }, tapped)).not.toEqual(proof);
});

it("leaves out the entry of a reversal, which is known only once its command was answered", async () => {
  const reversal = (entryId: string) => ({ ...tapped, command: { name: "reverse-entry", input: { entryId, reason: "x" } } });
  expect(await proofOf(signOn, reversal(""))).toEqual(await proofOf(signOn, reversal("e1")));
});

it("proves alike with the key that the tablet keeps, which nothing can read", async () => {
  const kept = await keptKey(signOn);
  expect(kept?.key.extractable).toBe(false);
  expect(kept === undefined ? undefined : await proofOf(kept, tapped)).toEqual(await proofOf(signOn, tapped));
});
