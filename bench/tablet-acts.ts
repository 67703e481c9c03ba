/**
 * What a shift does at a tablet, over and over: mostly good quantities; in between scrap with its reason, a lot that is scanned and issued, the check that so many
 * good make due, a pause and the start after it, the reason of a stop, a look at who can help.
 */
export const ROUND = ["good", "good", "good", "scan", "good", "scrap", "good", "good", "look", "good", "stop", "pause", "start", "good", "check"] as const;
/** So many good make the check due, once in each round of the acts. */
export const CHECK_EVERY = ROUND.filter((act) => act === "good").length;
/**
 * Runs in the page: acts by the keys as people do, and times from the last tap of each act until it is painted and until it says that it is saved; a
 * look saves nothing and counts as stored when it is painted. As text, because what compiles this file leaves its marks in functions.
 */
export const IN_PAGE = `
  window.benchLongTasks = [];
  new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => benchLongTasks.push(duration))).observe({ type: "longtask" });
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const inside = (root, name) => [...(root?.querySelectorAll("button:not([disabled])") ?? [])].find((one) => name.test((one.getAttribute("aria-label") ?? one.innerText).replaceAll(/\\s+/g, " ").trim()));
  const key = (name) => inside(document, name);
  const reasons = () => document.querySelector('[role="group"][aria-label="Reason"]');
  const says = (words) => words.test(document.body.innerText);
  const until = async (look) => {
    for (const since = performance.now(); ; ) {
      const found = look();
      if (found) return found;
      if (performance.now() - since > 20_000) throw new Error("not within 20 s: " + look + " on " + document.body.innerText.slice(0, 1500));
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
  };
  const newest = () => document.querySelector('[aria-label="Last entries"] li');
  const saved = () => /saved/.test(newest()?.textContent ?? "") && !/saving/.test(newest()?.textContent ?? "");
  // A key that has just changed its meaning takes no tap yet, so it is tapped until what it opens is there.
  const open = (name, opened) => until(() => opened() ?? (key(name)?.click(), opened()));
  const timed = async (tap, seen, stored = saved) => {
    const before = performance.now();
    await frame();
    const bareMs = performance.now() - before;
    const tapped = performance.now();
    tap();
    await until(seen);
    await frame();
    const acknowledgedMs = performance.now() - tapped;
    await until(stored);
    return { acknowledgedMs, storedMs: performance.now() - tapped, bareMs };
  };
  const told = (words) => () => words.test(newest()?.innerText ?? "") && !key(/^Save/) && !reasons();
  const settled = (name) => until(() => { const one = key(name); return one && one.getAttribute("aria-disabled") !== "true" ? one : undefined; });
  const scan = (code) => [...code, "Enter"].forEach((key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })));
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
    // Where its line has all that it needs, as it has from the second one on, it is asked how much more.
    scan: async (lot) => {
      await settled(/^Pause/);
      scan(lot);
      const issued = told(new RegExp("Issued " + lot));
      await until(() => key(/^1$/) ?? issued());
      if (key(/^1$/) === undefined) return timed(() => {}, issued);
      key(/^1$/).click();
      const issue = await until(() => key(/^Issue 1\\b/));
      const entry = await timed(() => issue.click(), () => key(/^Back to the run/) && says(new RegExp("Issued " + lot)), () => true);
      const since = performance.now();
      await open(/^Back to the run/, () => newest() ?? undefined);
      await until(saved);
      return { ...entry, storedMs: entry.acknowledgedMs + performance.now() - since };
    },
    check: async () => {
      await open(/^Check due/, () => key(/^9$/));
      for (const digit of [/^9$/, /^\\.$/, /^8$/]) (await until(() => key(digit))).click();
      (await until(() => key(/^Take 9/))).click();
      const record = await until(() => key(/^Record the check/));
      return timed(() => record.click(), told(/Passed: check/));
    },
    stop: async () => {
      const row = () => key(/^\\d.*, 3 min/);
      await open(/^Menu$/, () => key(/^Stops of this shift/));
      key(/^Stops of this shift/).click();
      const wanted = /Utility lost/.test((await until(row)).innerText) ? "Waiting for quality" : "Utility lost";
      const tile = new RegExp(wanted + "$");
      const reason = await open(/^\\d.*, 3 min/, () => (says(/Why did it stand/) ? key(tile) : undefined));
      const entry = await timed(() => reason.click(), () => row()?.innerText.includes(wanted), () => true);
      const since = performance.now();
      await open(/^Back$/, () => newest() ?? undefined);
      await until(saved);
      return { ...entry, storedMs: entry.acknowledgedMs + performance.now() - since };
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
      const entry = await timed(() => call.click(), () => key(/^Back$/), () => true);
      key(/^Back$/).click();
      await until(() => key(/^Pause/));
      return entry;
    },
  };
`;
