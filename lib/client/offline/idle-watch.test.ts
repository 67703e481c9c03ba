import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createIdleWatch, type IdleWatch } from "./idle-watch";
import { presentMark, setPresent } from "./present";

const MINUTE = 60_000;
let page: EventTarget;
let watch: IdleWatch;
let left: number;
const leave = () => void (left += 1);

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-03-02T10:00:00Z"), toFake: ["Date", "performance", "setTimeout", "clearTimeout"] });
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) });
  vi.stubGlobal("window", (page = new EventTarget()));
  left = 0;
  setPresent("mark", new Date());
  watch = createIdleWatch();
  watch.listen();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it("SEC-07 an open page asks who is there after five minutes without a touch", () => {
  watch.ask(leave);
  vi.advanceTimersByTime(5 * MINUTE - 1);
  expect([left, watch.over()]).toEqual([0, false]);
  vi.advanceTimersByTime(1);
  expect([left, watch.over()]).toEqual([1, true]);
});

it.each(["pointerdown", "keydown"])("SEC-07, UI-12 %s keeps whoever is there, in this page and for the next", (type) => {
  watch.ask(leave);
  for (let times = 0; times < 3; times += 1) {
    vi.advanceTimersByTime(4 * MINUTE);
    page.dispatchEvent(new Event(type));
  }
  expect([left, presentMark(new Date())]).toEqual([0, "mark"]);
  vi.advanceTimersByTime(5 * MINUTE);
  expect(left).toBe(1);
});

it("SEC-07 a touch in another page of the tablet counts, and one after the time does not", () => {
  watch.ask(leave);
  vi.advanceTimersByTime(4 * MINUTE);
  page.dispatchEvent(Object.assign(new Event("storage"), { key: "millrace-present", newValue: "{}" }));
  vi.advanceTimersByTime(4 * MINUTE);
  expect(left).toBe(0);
  vi.advanceTimersByTime(MINUTE);
  page.dispatchEvent(new Event("pointerdown"));
  expect([left, watch.over()]).toEqual([2, true]);
});

it("SEC-07 a tablet that slept through the time is left by the touch that wakes it", () => {
  watch.ask(leave);
  vi.setSystemTime(new Date("2026-03-02T10:20:00Z"));
  page.dispatchEvent(new Event("pointerdown"));
  expect([left, watch.over()]).toEqual([1, true]);
});

it("SEC-07 the time before the network went counts, and with the network nobody is asked", () => {
  vi.advanceTimersByTime(6 * MINUTE);
  expect([left, watch.over()]).toEqual([0, false]);
  const callOff = watch.ask(leave);
  expect(left).toBe(1);
  callOff();
  expect(watch.over()).toBe(false);
});
