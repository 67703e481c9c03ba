import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { liveConnection, type LiveListener } from "./live-connection";
import type { LiveTopic } from "./query-keys";

/** The browser's EventSource, as far as the connection uses it: the test says what the server says. */
class Stream {
  static opened: Stream[] = [];
  private readonly handlers = new Map<string, ((event: { data: string }) => void)[]>();
  constructor(readonly url: string) {
    Stream.opened.push(this);
  }
  addEventListener(type: string, handler: (event: { data: string }) => void): void {
    this.handlers.set(type, [...(this.handlers.get(type) ?? []), handler]);
  }
  say(type: string, data: unknown): void {
    for (const handler of this.handlers.get(type) ?? []) handler({ data: JSON.stringify(data) });
  }
  close(): void {
    this.handlers.clear();
  }
}

/** The tab, which somebody sees or does not. */
const tab = new (class extends EventTarget {
  visibilityState = "visible";
  turn(to: "visible" | "hidden"): void {
    this.visibilityState = to;
    this.dispatchEvent(new Event("visibilitychange"));
  }
})();

const HELLO = { now: "2026-03-02T08:00:00.000Z", up: true };
const leaving: (() => void)[] = [];

function join(): { topics: LiveTopic[]; resyncs: number } {
  const heard = { topics: [] as LiveTopic[], resyncs: 0 };
  const listener: LiveListener = { changed: (topics) => void heard.topics.push(...topics), resync: () => void (heard.resyncs += 1) };
  leaving.push(liveConnection.join(listener));
  return heard;
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(HELLO.now) });
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("document", tab);
  tab.visibilityState = "visible";
  Stream.opened = [];
});
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("says since when no worker listens to the machines, and no longer once one does", () => {
  join();
  Stream.opened[0]?.say("hello", HELLO);
  expect(liveConnection.read()).toMatchObject({ state: "live", deafSince: undefined });
  Stream.opened[0]?.say("beat", { ...HELLO, deaf: "2026-03-02T07:59:00.000Z" });
  expect(liveConnection.read()).toMatchObject({ state: "live", deafSince: "2026-03-02T07:59:00.000Z" });
  Stream.opened[0]?.say("beat", HELLO);
  expect(liveConnection.read()).toMatchObject({ state: "live", deafSince: undefined });
});

it("has the first screen read again once the stream speaks: what changed after the page was read is not told", () => {
  const screen = join();
  expect(screen.resyncs).toBe(0);
  Stream.opened[0]?.say("hello", HELLO);
  expect(screen.resyncs).toBe(1);
});

it("tells a screen that appears while the stream runs what changed lately, over one connection", () => {
  join();
  Stream.opened[0]?.say("hello", HELLO);
  Stream.opened[0]?.say("changed", [["order", "site-1", "order-1"]]);
  vi.advanceTimersByTime(10_000);
  Stream.opened[0]?.say("beat", HELLO);
  Stream.opened[0]?.say("changed", [["order", "site-1", "order-2"]]);
  vi.advanceTimersByTime(10_000);
  expect(join()).toEqual({ topics: [["order", "site-1", "order-2"]], resyncs: 0 });
  expect(Stream.opened).toHaveLength(1);
});

it("forgets what it heard with the last screen", () => {
  join();
  Stream.opened[0]?.say("hello", HELLO);
  Stream.opened[0]?.say("changed", [["order", "site-1", "order-1"]]);
  for (const leave of leaving.splice(0)) leave();
  const screen = join();
  Stream.opened[1]?.say("hello", HELLO);
  expect(screen).toEqual({ topics: [], resyncs: 1 });
});

it("knows the build of the server that it hears, and takes what is no beat for silence", () => {
  join();
  Stream.opened[0]?.say("hello", { ...HELLO, build: "b2" });
  Stream.opened[0]?.say("beat", HELLO);
  expect(liveConnection.read()).toMatchObject({ state: "live", build: "b2" });
  Stream.opened[0]?.say("beat", { now: 5, up: true });
  Stream.opened[0]?.say("beat", null);
  expect(liveConnection.read()).toMatchObject({ state: "live", at: HELLO.now });
});

it("reads everything anew where it does not understand what changed", () => {
  const screen = join();
  Stream.opened[0]?.say("hello", HELLO);
  Stream.opened[0]?.say("changed", [["order", "site-1", null]]);
  expect(screen.topics).toEqual([["order", "site-1", null]]);
  for (const nothing of [[["order", "site-1"]], [["order", 7, null]], { order: 1 }, "order"]) Stream.opened[0]?.say("changed", nothing);
  expect(screen).toMatchObject({ topics: [["order", "site-1", null]], resyncs: 5 });
});

it("ends where the server knows no session any more, and goes on where it does or does not answer", async () => {
  join();
  Stream.opened[0]?.say("hello", HELLO);
  for (const answer of [() => Promise.resolve({ status: 204 }), () => Promise.reject(new Error("no network"))]) {
    vi.stubGlobal("fetch", answer);
    await liveConnection.askWhetherEnded();
    expect(liveConnection.read().state).toBe("live");
  }
  vi.stubGlobal("fetch", () => Promise.resolve({ status: 401 }));
  await liveConnection.askWhetherEnded();
  expect(liveConnection.read().state).toBe("ended");
});

it("gives its stream up while nobody sees the tab, says nothing of it, and has what it shows read again as soon as somebody does", () => {
  const screen = join();
  Stream.opened[0]?.say("hello", HELLO);
  tab.turn("hidden");
  vi.advanceTimersByTime(3_000);
  tab.turn("visible");
  Stream.opened[0]?.say("beat", HELLO);
  expect(Stream.opened).toHaveLength(1);
  tab.turn("hidden");
  vi.advanceTimersByTime(60_000);
  Stream.opened[0]?.say("changed", [["order", "site-1", "order-1"]]);
  expect(screen).toEqual({ topics: [], resyncs: 1 });
  expect(liveConnection.read()).toMatchObject({ state: "live" });
  tab.turn("visible");
  expect(Stream.opened).toHaveLength(2);
  Stream.opened[1]?.say("hello", HELLO);
  expect(screen.resyncs).toBe(2);
});

it("opens no stream in a tab that is loaded behind others, and none after the session has ended", () => {
  tab.visibilityState = "hidden";
  join();
  expect(Stream.opened).toHaveLength(0);
  tab.turn("visible");
  Stream.opened[0]?.say("hello", HELLO);
  Stream.opened[0]?.say("ended", null);
  tab.turn("hidden");
  vi.advanceTimersByTime(60_000);
  tab.turn("visible");
  expect(Stream.opened).toHaveLength(1);
});

it("says that it is not live where a tab is seen again and the server says nothing", () => {
  join();
  Stream.opened[0]?.say("hello", HELLO);
  tab.turn("hidden");
  vi.advanceTimersByTime(60_000);
  tab.turn("visible");
  vi.advanceTimersByTime(11_000);
  expect(liveConnection.read()).toMatchObject({ state: "live" });
  vi.advanceTimersByTime(2_000);
  expect(liveConnection.read()).toMatchObject({ state: "stale" });
});
