import { afterEach, expect, it, vi } from "vitest";
import { whenNothingIsEntered } from "./entering";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("a page that has to go waits for what is being entered, and goes once", () => {
  vi.useFakeTimers();
  let entering = true;
  vi.stubGlobal("document", { querySelector: () => (entering ? {} : null) });
  const work = vi.fn<() => void>();
  const calledOff = vi.fn<() => void>();
  whenNothingIsEntered(work);
  whenNothingIsEntered(calledOff)();
  vi.advanceTimersByTime(60_000);
  expect(work).not.toHaveBeenCalled();
  entering = false;
  vi.advanceTimersByTime(60_000);
  expect(work).toHaveBeenCalledTimes(1);
  expect(calledOff).not.toHaveBeenCalled();
});
