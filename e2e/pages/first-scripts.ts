import type { BrowserContext, Page } from "@playwright/test";

/** A new page whose scripts are counted; `kb`: what came of them so far, compressed as it comes over the wire and without the heads of the answers. */
type Counted = { readonly page: Page; readonly kb: () => number };

/** Opens a page with an empty cache that counts its scripts. */
export async function countingScripts(context: BrowserContext): Promise<Counted> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.setCacheDisabled", { cacheDisabled: true });
  // A tablet's own worker would answer in the network's place.
  await devtools.send("Network.setBypassServiceWorker", { bypass: true });
  /** Bytes of the head of each script's answer. */
  const heads = new Map<string, number>();
  let bytes = 0;
  devtools.on("Network.responseReceived", ({ requestId, type, response }) => {
    if (type === "Script") heads.set(requestId, response.encodedDataLength);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength - (heads.get(requestId) ?? encodedDataLength);
  });
  return { page, kb: () => bytes / 1024 };
}

/**
 * KB of script that a page loads with an empty cache before its first quiet moment. `ready`: the name of a key that stands once the page does. What is fetched ahead in quiet
 * moments is not counted, for this page has none.
 */
export async function firstScriptsKb(context: BrowserContext, path: string, ready: RegExp): Promise<number> {
  const { page, kb } = await countingScripts(context);
  await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }));
  await page.goto(path, { waitUntil: "networkidle" });
  await page.getByRole("button", { name: ready }).waitFor();
  await page.close();
  return kb();
}
