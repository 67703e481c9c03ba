import { expect, type Page } from "@playwright/test";

/** Ends the service worker as a browser does that needs its memory: the next page wakes it up again. */
export async function stopServiceWorker(page: Page): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const states = new Set<string>();
  browser.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
    states.clear();
    for (const { runningStatus } of versions) states.add(runningStatus);
  });
  await browser.send("ServiceWorker.enable");
  await expect.poll(() => [...states]).toEqual(["running"]);
  await browser.send("ServiceWorker.stopAllWorkers");
  await expect.poll(() => [...states]).toEqual(["stopped"]);
  await browser.detach();
}

/** From now on the tablet's database refuses what is to be kept, as a disk without room does; answers what makes room again. No browser can be told that its disk is full. */
export async function fillStorage(page: Page): Promise<() => Promise<void>> {
  const kept = await page.evaluateHandle(() => {
    const { add, put } = IDBObjectStore.prototype;
    const full = () => {
      throw new DOMException("No room is left", "QuotaExceededError");
    };
    Object.assign(IDBObjectStore.prototype, { add: full, put: full });
    return { add, put };
  });
  return () => kept.evaluate((methods) => void Object.assign(IDBObjectStore.prototype, methods));
}

/** Paths of all files that the page's service worker keeps. */
export async function keptFiles(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const paths = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)));
    return paths.flat();
  });
}
