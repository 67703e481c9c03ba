import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AGAIN_MS } from "./until-had";
import { part } from "./use-part";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("SEC-07 a part that the network went before it was had is asked for until it is: whoever waits for it gets it, and it is fetched by one alone", async () => {
  let network = false;
  const fetched = vi.fn<() => Promise<string>>(() => (network ? Promise.resolve("watch") : Promise.reject(new Error("no network"))));
  const { had, here } = part(fetched);
  const heard: string[] = [];
  void had().then((found) => heard.push(found));
  void had().then((found) => heard.push(found));
  await vi.advanceTimersByTimeAsync(2 * AGAIN_MS);
  expect([fetched.mock.calls.length, heard, here()]).toEqual([3, [], undefined]);
  network = true;
  await vi.advanceTimersByTimeAsync(AGAIN_MS);
  expect([fetched.mock.calls.length, heard, here()]).toEqual([4, ["watch", "watch"], "watch"]);
  await vi.advanceTimersByTimeAsync(AGAIN_MS);
  expect(fetched).toHaveBeenCalledTimes(4);
});

it("says at once to whoever cannot wait that a part cannot be had", async () => {
  const { load } = part(() => Promise.reject(new Error("no network")));
  await expect(load()).rejects.toThrow("no network");
});
