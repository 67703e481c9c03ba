import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { AGAIN_MS, untilServerAnswers } from "./server-answers";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const answering = (...answers: readonly (number | "nobody")[]) => {
  const left = [...answers];
  const asked = vi.fn<() => Promise<Response>>(async () => {
    const next = left.shift() ?? "nobody";
    if (next === "nobody") throw new TypeError("Failed to fetch");
    return new Response(null, { status: next });
  });
  vi.stubGlobal("fetch", asked);
  return asked;
};

it("says that the server was not away where it answers at once: what failed is a fault of its own", async () => {
  answering(200);
  expect(await untilServerAnswers()).toBe(false);
});

it("waits while nobody answers, or its database does not", async () => {
  const asked = answering("nobody", 503, 200);
  const back = untilServerAnswers();
  await vi.advanceTimersByTimeAsync(2 * AGAIN_MS);
  expect(await back).toBe(true);
  expect(asked).toHaveBeenCalledTimes(3);
});

it("asks no more once nobody waits", async () => {
  const asked = answering("nobody");
  const leaving = new AbortController();
  const back = untilServerAnswers(leaving.signal);
  leaving.abort();
  await vi.advanceTimersByTimeAsync(AGAIN_MS);
  expect(await back).toBe(false);
  expect(asked).toHaveBeenCalledTimes(1);
});
