import type { BrowserContext } from "@playwright/test";
import { countingScripts } from "@/e2e/pages/first-scripts";
import { type Figure, median } from "./figure";
import type { Screen } from "./in-browser";
import { atDesk, atTablet } from "./sign-in";

/** Loads of each page; the median counts. */
const LOADS = 3;

type Load = { readonly scriptKb: number; readonly interactiveMs: number; readonly paintedMs: number };
type Route = { readonly name: string; readonly path: string; readonly goalKb: number; readonly goalMs: number };

const OPERATOR: Route = { name: "operator", path: "/station/L2.FILLER", goalKb: 170, goalMs: 1500 };
const PLANNER: Route = { name: "planner", path: "/wip", goalKb: 250, goalMs: 2000 };
const FINANCE: Route = { name: "finance", path: "/wip-value", goalKb: 250, goalMs: 2000 };
/** A page of ours without anything of its own: what the framework alone sends. */
const BARE = "/no-such-page";

/** JavaScript as it comes over the wire, compressed and without the heads of its answers, with an empty cache, and when the controls of the page answer. */
export async function pages({ product, browser }: Screen): Promise<Figure[]> {
  const figures: Figure[] = [];
  const planner = await atDesk(browser, product, "PLANNER");
  const bare = await measure(planner, BARE);
  const routes = [
    [OPERATOR, await atTablet(browser, product)],
    [PLANNER, planner],
    [FINANCE, await atDesk(browser, product, "FINANCE")],
  ] as const;
  for (const [{ name, path, goalKb, goalMs }, context] of routes) {
    const { scriptKb, interactiveMs, paintedMs } = await measure(context, path);
    figures.push(scriptFigure(`pages.${name}.javascript`, scriptKb, bare.scriptKb, goalKb));
    figures.push({
      name: `pages.${name}.interactive`,
      value: interactiveMs,
      unit: "ms",
      limit: paintedMs,
      limitIs: "first contentful paint of the same loads",
      goal: `<= ${goalMs} ms`,
      holds: interactiveMs <= goalMs,
    });
    await context.close();
  }
  return figures;
}

function scriptFigure(name: string, value: number, bareKb: number, goalKb: number): Figure {
  return { name, value, unit: "KB gzip", limit: bareKb, limitIs: "an empty page of the same app", goal: `<= ${goalKb} KB`, holds: value <= goalKb };
}

/** JavaScript of the operator's route at a tablet, beside an empty page. `which`: what the machine does, for its first screen differs. */
export async function operatorScript(context: BrowserContext, path: string, which: "free" | "running"): Promise<Figure> {
  const [bare, operator] = [await measure(context, BARE), await measure(context, path)];
  return scriptFigure(`tablet.javascript.${which}`, operator.scriptKb, bare.scriptKb, OPERATOR.goalKb);
}

async function measure(context: BrowserContext, path: string): Promise<Load> {
  const loads: Load[] = [];
  for (let load = 0; load < LOADS; load += 1) loads.push(await once(context, path));
  const middle = (of: (one: Load) => number): number => median(loads.map(of));
  return { scriptKb: middle((one) => one.scriptKb), interactiveMs: middle((one) => one.interactiveMs), paintedMs: middle((one) => one.paintedMs) };
}

/** One load with an empty cache. What the browser fetches ahead for other pages is not counted: it stops with the first interaction. */
async function once(context: BrowserContext, path: string): Promise<Load> {
  const { page, kb } = await countingScripts(context);
  await page.addInitScript({ content: NOTE_WHEN_INTERACTIVE });
  await page.goto(path, { waitUntil: "load" });
  const interactiveMs =
    path === BARE ? 0 : Number(await (await page.waitForFunction(() => Reflect.get(window, "benchInteractive") as unknown, undefined, { timeout: 30_000 })).jsonValue());
  const paintedMs = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0);
  await page.close();
  return { scriptKb: kb(), interactiveMs, paintedMs };
}

/**
 * Runs in the page before anything else: notes the first frame in which every button and link of the page has React's handlers, or the end of
 * the long task that was still running then. As text, because what compiles this file leaves its marks in functions.
 */
const NOTE_WHEN_INTERACTIVE = `
  let busyUntil = 0;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) busyUntil = Math.max(busyUntil, startTime + duration);
  }).observe({ type: "longtask", buffered: true });
  const look = () => {
    const controls = [...document.querySelectorAll("button:not([disabled]), a[href]")];
    const alive = controls.length > 0 && controls.every((control) => Object.keys(control).some((key) => key.startsWith("__reactProps$")));
    if (!alive) return requestAnimationFrame(look);
    const now = performance.now();
    // A task that is running now is reported when it has ended.
    setTimeout(() => (window.benchInteractive = Math.max(busyUntil, now)), 100);
  };
  requestAnimationFrame(look);
`;
