import type { CDPSession, Page } from "@playwright/test";
import { z } from "zod";
import { type Figure, median, percentile } from "./figure";
import type { Screen } from "./in-browser";
import { operatorScript } from "./pages";
import { atTablet } from "./sign-in";
import { IN_PAGE, ROUND } from "./tablet-acts";
import { firstLot, prepareShift, start, UNIT } from "./tablet-shift";

/** One act a minute for eight hours. */
const ROUNDS = (8 * 60) / ROUND.length;
/** Rounds before memory counts: what is loaded and compiled once is there by then. */
const WARM_UP = 8;
/** What blocks a page for longer is felt as a hitch (the bound of a good "interaction to next paint"). */
const HITCH_MS = 200;

const Entry = z.object({ acknowledgedMs: z.number(), storedMs: z.number(), bareMs: z.number() });
type Entry = z.infer<typeof Entry>;

/**
 * The work of a shift at one tablet, through its own keys: how soon a tap is seen (UI-06), how soon it is stored, what blocks the page meanwhile, and
 * what memory is left of it.
 */
export async function tablet({ product, browser }: Screen): Promise<Figure[]> {
  await prepareShift(product);
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
  const heaps: Heap[] = [];
  for (let round = 1; round <= ROUNDS; round += 1) {
    entries.push(...(await act(page, await firstLot(product))));
    if (round >= WARM_UP) heaps.push({ round, mb: await heapMb(devtools) });
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
  const growth = growthMb(heaps, ROUNDS - WARM_UP);
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
      limitIs: `the longest of ${entries.length} acts; over 50 ms were ${(longTasksMs.length / (sinceMs / 60_000)).toFixed(1)} a minute`,
      goal: `<= ${HITCH_MS} ms`,
      holds: longest <= HITCH_MS,
    },
    {
      name: "tablet.memory",
      value: growth,
      unit: "MB",
      limit: first,
      limitIs: `grown by a shift of ${entries.length} acts, beside the heap after ${WARM_UP * ROUND.length}`,
      goal: "<= 5 MB",
      holds: growth <= 5,
    },
  ];
}

/** One round of the acts; `lot` is what is scanned in it. */
async function act(page: Page, lot: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const one of ROUND) entries.push(Entry.parse(await page.evaluate(`benchAct.${one}(${JSON.stringify(lot)})`)));
  return entries;
}

type Heap = { readonly round: number; readonly mb: number };

async function heapMb(devtools: CDPSession): Promise<number> {
  await devtools.send("HeapProfiler.collectGarbage");
  const { usedSize } = await devtools.send("Runtime.getHeapUsage");
  return usedSize / 2 ** 20;
}

/** Slope of a line through the heaps, over so many rounds. */
function growthMb(heaps: readonly Heap[], over: number): number {
  const mean = (of: (one: Heap) => number) => heaps.reduce((sum, one) => sum + of(one), 0) / heaps.length;
  const [x, y] = [mean((one) => one.round), mean((one) => one.mb)];
  const rise = heaps.reduce((sum, one) => sum + (one.round - x) * (one.mb - y), 0);
  const run = heaps.reduce((sum, one) => sum + (one.round - x) ** 2, 0);
  return (rise / run) * over;
}
