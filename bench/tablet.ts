import type { CDPSession, Page } from "@playwright/test";
import { z } from "zod";
import { type Figure, median, percentile } from "./figure";
import type { Screen } from "./in-browser";
import { operatorScript } from "./pages";
import { atTablet } from "./sign-in";

/** A machine at which an order of the demo can start at once. */
const UNIT = "MIX-1.MIXER";
/** One act a minute for eight hours: mostly good quantities; now and then scrap with its reason, a pause and the start after it, a look at who can help. */
const ENTRIES = 480;
const SCRIPT = [...Array<string>(5).fill("good"), "scrap", "good", "good", "look", "good", "pause", "start"];
/** What blocks a page for longer is felt as a hitch (the bound of a good "interaction to next paint"). */
const HITCH_MS = 200;
/** Entries before memory counts: what is loaded and compiled once is there by then. */
const WARM_UP = 120;

const Entry = z.object({ acknowledgedMs: z.number(), storedMs: z.number(), bareMs: z.number() });
type Entry = z.infer<typeof Entry>;

/**
 * A shift of entries at one tablet, through its own keys: how soon a tap is seen (UI-06), how soon it is stored, what blocks the page meanwhile, and
 * what memory is left of it.
 */
export async function tablet({ product, browser }: Screen): Promise<Figure[]> {
  const context = await atTablet(browser, product);
  const path = `/station/${UNIT}`;
  const free = await operatorScript(context, path, "free");
  const page = await context.newPage();
  await page.addInitScript({ content: IN_PAGE });
  await page.goto(path, { waitUntil: "networkidle" });
  await start(page);
  const running = await operatorScript(context, path, "running");
  const devtools = await context.newCDPSession(page);
  const entries: Entry[] = [];
  const heaps: { readonly entries: number; readonly mb: number }[] = [];
  for (let done = 0; done < ENTRIES; done += 1) {
    entries.push(Entry.parse(await page.evaluate(`benchAct.${SCRIPT[done % SCRIPT.length] ?? "good"}()`)));
    if (done >= WARM_UP && done % 40 === 0) heaps.push({ entries: done, mb: await heapMb(devtools) });
  }
  const { longTasksMs, sinceMs } = z
    .object({ longTasksMs: z.array(z.number()), sinceMs: z.number() })
    .parse(await page.evaluate("({ longTasksMs: benchLongTasks, sinceMs: performance.now() })"));
  await context.close();

  const acknowledged = percentile(
    entries.map((entry) => entry.acknowledgedMs),
    0.95,
  );
  const stored = percentile(
    entries.map((entry) => entry.storedMs),
    0.95,
  );
  const frame = percentile(
    entries.map((entry) => entry.bareMs),
    0.95,
  );
  const longest = Math.max(0, ...longTasksMs);
  const growth = growthMb(heaps, ENTRIES - WARM_UP);
  const first = heaps[0]?.mb ?? 0;
  return [
    free,
    running,
    { name: "tablet.acknowledged.p95", value: acknowledged, unit: "ms", limit: frame, limitIs: "two frames of the same page, p95", goal: "<= 100 ms", holds: acknowledged <= 100 },
    { name: "tablet.stored.p50", value: median(entries.map((entry) => entry.storedMs)), unit: "ms", limit: null, limitIs: "tap to saved on the screen", goal: null, holds: true },
    { name: "tablet.stored.p95", value: stored, unit: "ms", limit: null, limitIs: "tap to saved on the screen", goal: "<= 1000 ms", holds: stored <= 1000 },
    {
      name: "tablet.longest-task",
      value: longest,
      unit: "ms",
      limit: null,
      limitIs: `the longest of the shift; over 50 ms were ${(longTasksMs.length / (sinceMs / 60_000)).toFixed(1)} a minute`,
      goal: `<= ${HITCH_MS} ms`,
      holds: longest <= HITCH_MS,
    },
    {
      name: "tablet.memory",
      value: growth,
      unit: "MB",
      limit: first,
      limitIs: `grown by a shift of ${ENTRIES} entries, beside the heap after ${WARM_UP}`,
      goal: "<= 5 MB",
      holds: growth <= 5,
    },
  ];
}

async function start(page: Page): Promise<void> {
  await page
    .getByRole("list", { name: "Operations waiting" })
    .getByRole("button", { name: /OAT-BASE/ })
    .first()
    .click();
  await page.getByRole("button", { name: /^Start/ }).click();
  const scrap = page.getByRole("button", { name: /^Scrap \d+ so far|^Scrap \d+ counted/ });
  const setup = page.getByRole("button", { name: /^Setup done/ });
  await scrap.or(setup).first().waitFor();
  if (await setup.isVisible()) await setup.click();
  await scrap.waitFor();
}

async function heapMb(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return usedSize / 2 ** 20;
}

/** Slope of a line through the heaps, over so many entries. */
function growthMb(heaps: readonly { readonly entries: number; readonly mb: number }[], over: number): number {
  const mean = (of: (one: (typeof heaps)[number]) => number) => heaps.reduce((sum, one) => sum + of(one), 0) / heaps.length;
  const [x, y] = [mean((one) => one.entries), mean((one) => one.mb)];
  const rise = heaps.reduce((sum, one) => sum + (one.entries - x) * (one.mb - y), 0);
  const run = heaps.reduce((sum, one) => sum + (one.entries - x) ** 2, 0);
  return (rise / run) * over;
}

/**
 * Runs in the page: acts by the keys as people do, and times from the last tap of each act until it is painted and until it says that it is saved; a
 * look saves nothing and counts as stored when it is painted. As text, because what compiles this file leaves its marks in functions.
 */
const IN_PAGE = `
  window.benchLongTasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => benchLongTasks.push(duration))).observe({ type: "longtask" });
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const inside = (root, name) => [...(root?.querySelectorAll("button:not([disabled])") ?? [])].find((one) => name.test((one.getAttribute("aria-label") ?? one.innerText).trim()));
  const key = (name) => inside(document, name);
  const reasons = () => document.querySelector('[role="group"][aria-label="Reason"]');
  const until = async (look) => {
    for (const since = performance.now(); ; ) {
      const found = look();
      if (found) return found;
      if (performance.now() - since > 20_000) throw new Error("not within 20 s: " + look + " on " + document.body.innerText.slice(0, 1500));
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
  };
  const newest = () => document.querySelector('[aria-label="Last entries"] li');
  // A key that has just changed its meaning takes no tap yet, so it is tapped until what it opens is there.
  const open = (name, opened) => until(() => opened() ?? (key(name)?.click(), opened()));
  const timed = async (tap, seen, saves = true) => {
    const before = performance.now();
    await frame();
    const bareMs = performance.now() - before;
    const tapped = performance.now();
    tap();
    await until(seen);
    await frame();
    const acknowledgedMs = performance.now() - tapped;
    if (saves) await until(() => /saved/.test(newest()?.textContent ?? "") && !/saving/.test(newest()?.textContent ?? ""));
    return { acknowledgedMs, storedMs: performance.now() - tapped, bareMs };
  };
  const told = (words) => () => words.test(newest()?.innerText ?? "") && !key(/^Save/) && !reasons();
  const settled = (name) => until(() => { const one = key(name); return one && one.getAttribute("aria-disabled") !== "true" ? one : undefined; });
  window.benchAct = {
    good: async () => {
      (await open(/^Good/, () => key(/^1$/))).click();
      const save = await until(() => key(/^Save/));
      return timed(() => save.click(), told(/Good \\+1\\b/));
    },
    scrap: async () => {
      (await open(/^Scrap/, () => key(/^1$/))).click();
      (await until(() => inside(reasons(), /Handling/))).click();
      const save = await until(() => key(/^Save/));
      return timed(() => save.click(), told(/Scrap 1\\b/));
    },
    pause: async () => {
      const reason = await open(/^Pause/, () => inside(reasons(), /Waiting for quality/));
      return timed(() => reason.click(), told(/Paused/));
    },
    start: async () => {
      const start = await settled(/^Start/);
      return timed(() => start.click(), told(/Started again/));
    },
    look: async () => {
      const call = await settled(/^Call/);
      const entry = await timed(() => call.click(), () => key(/^Back$/), false);
      key(/^Back$/).click();
      await until(() => key(/^Pause/));
      return entry;
    },
  };
`;
