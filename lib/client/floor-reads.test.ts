import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createReads, type Reading } from "./floor-reads";
import { callKeys, type QueryKey, unitKeys } from "./query-keys";

const KEY = unitKeys.stops("u1");
const FIRST: Reading<unknown> = { data: undefined, failed: false };

/** A server whose answers are given by hand, in the order in which they were asked for. */
function start() {
  const asked: { address: string; answer: (data: unknown) => void; fail: () => void }[] = [];
  let online = true;
  const browser = new EventTarget();
  const reads = createReads({
    read: (address) => new Promise((answer, fail) => asked.push({ address, answer, fail: () => fail(new Error("gone")) })),
    online: () => online,
    whenBack(resume) {
      browser.addEventListener("online", resume);
      return () => browser.removeEventListener("online", resume);
    },
  });
  const watch = (key: QueryKey = KEY, first = FIRST, again = true) => reads.watch({ key, address: "/api/x", again, first, changed: () => undefined });
  const settle = () => vi.advanceTimersByTimeAsync(0);
  const turn = (on: boolean) => {
    online = on;
    if (on) browser.dispatchEvent(new Event("online"));
  };
  return { reads, asked, watch, settle, turn };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("reads what did not come with the page, and nothing that did", async () => {
  const { reads, asked, watch, settle } = start();
  watch(callKeys.mine, { data: "here", failed: false });
  expect(asked).toHaveLength(0);
  expect(reads.known(callKeys.mine)).toEqual({ data: "here", failed: false });
  watch();
  expect(asked).toHaveLength(1);
  asked[0]?.answer("read");
  await settle();
  expect(reads.known(KEY)).toEqual({ data: "read", failed: false });
});

it("reads again what a change names, and what changes meanwhile once more after it", async () => {
  const { reads, asked, watch, settle } = start();
  watch(KEY, { data: 0, failed: false });
  watch(callKeys.mine, { data: 0, failed: false });
  reads.invalidate(["unit", "u2"]);
  expect(asked).toHaveLength(0);
  reads.invalidate(["unit", "u1"]);
  expect(reads.underWay(["unit"])).toBe(true);
  reads.invalidate(["unit", "u1"]);
  reads.invalidate(["unit"]);
  expect(asked).toHaveLength(1);
  asked[0]?.answer(1);
  await settle();
  expect(asked).toHaveLength(2);
  asked[1]?.answer(2);
  await settle();
  expect(asked).toHaveLength(2);
  expect(reads.known(KEY)).toEqual({ data: 2, failed: false });
  expect(reads.underWay(["unit"])).toBe(false);
  reads.invalidate();
  expect(asked).toHaveLength(4);
});

it("keeps what it has when it cannot be read, says so after a second attempt, and reads with the next change", async () => {
  const { reads, asked, watch, settle } = start();
  watch(KEY, { data: "old", failed: false });
  reads.invalidate(KEY);
  asked[0]?.fail();
  await settle();
  expect(reads.known(KEY)).toEqual({ data: "old", failed: false });
  await vi.advanceTimersByTimeAsync(1_000);
  asked[1]?.fail();
  await settle();
  expect(reads.known(KEY)).toEqual({ data: "old", failed: true });
  reads.invalidate(KEY);
  asked[2]?.answer("new");
  await settle();
  expect(reads.known(KEY)).toEqual({ data: "new", failed: false });
});

it("says at once that it could not where nobody waits for it", async () => {
  const { reads, asked, watch, settle } = start();
  watch(KEY, FIRST, false);
  asked[0]?.fail();
  await settle();
  expect(reads.known(KEY)).toEqual({ data: undefined, failed: true });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toHaveLength(1);
});

it("asks for nothing without the network, and for all that is old when it is back", async () => {
  const { reads, asked, watch, settle, turn } = start();
  turn(false);
  watch();
  watch(callKeys.mine, { data: 0, failed: false });
  reads.invalidate();
  await settle();
  expect(asked).toHaveLength(0);
  expect(reads.known(KEY)).toEqual({ data: undefined, failed: false });
  turn(true);
  expect(asked).toHaveLength(2);
});

it("hears that the network is back for as long as one screen stays, whichever of them leaves first", async () => {
  const { reads, asked, watch, settle, turn } = start();
  const leaves = [watch(KEY, { data: 0, failed: false }), watch(KEY, { data: 0, failed: false }), watch(callKeys.mine, { data: 0, failed: false })];
  turn(false);
  reads.invalidate();
  leaves[0]?.();
  leaves[2]?.();
  turn(true);
  expect(asked).toHaveLength(1);
  asked[0]?.answer("new");
  await settle();
  expect(reads.known(KEY)).toEqual({ data: "new", failed: false });
  turn(false);
  reads.invalidate();
  leaves[1]?.();
  turn(true);
  expect(asked).toHaveLength(1);
});

it("does not read what no screen shows until one does, and forgets it after a while", async () => {
  const { reads, asked, watch, settle } = start();
  const leave = watch(KEY, { data: "shown", failed: false });
  leave();
  reads.invalidate(KEY);
  await settle();
  expect(asked).toHaveLength(0);
  const leaveAgain = watch();
  expect(asked).toHaveLength(1);
  asked[0]?.answer("read");
  await settle();
  leaveAgain();
  await vi.advanceTimersByTimeAsync(300_000);
  expect(reads.known(KEY)).toBeUndefined();
});

it("tells of what is read for the first time", () => {
  const { reads, watch } = start();
  const added: QueryKey[] = [];
  const stop = reads.added((key) => void added.push(key));
  watch();
  watch();
  expect(added).toEqual([KEY]);
  stop();
  watch(callKeys.mine);
  expect(added).toEqual([KEY]);
});
