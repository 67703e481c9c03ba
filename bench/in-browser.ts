import { type Browser, chromium } from "@playwright/test";
import { findBrowser } from "@/lib/processes/browser";
import { type Product, startProduct } from "@/lib/processes/testing/product";
import type { Figure } from "./figure";
import { latency } from "./latency";
import { pages } from "./pages";
import { tablet } from "./tablet";

/** A browser and the product as built, for measurements as people meet them. */
export type Screen = { readonly product: Product; readonly browser: Browser };

/** Starts the product and a browser once, for one measurement after the other; hands over the figures of each as soon as it has them. */
export async function* inBrowser(wanted: readonly ("latency" | "pages" | "tablet")[]): AsyncGenerator<Figure> {
  const executablePath = findBrowser();
  // The demo's own people sign in, and its sandbox ERP fills the pages.
  const { product, stop } = await startProduct({ MILLRACE_DEMO: "on", LOG_LEVEL: "warn" }, ".artifacts/bench-logs");
  const browser = await chromium.launch({ args: ["--no-sandbox", "--disable-gpu", "--disable-quic"], ...(executablePath === "" ? {} : { executablePath }) });
  try {
    for (const name of wanted) yield* await { latency, pages, tablet }[name]({ product, browser });
  } finally {
    await browser.close();
    await stop();
  }
}
