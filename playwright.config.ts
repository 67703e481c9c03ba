import { defineConfig } from "@playwright/test";

/** A browser that the machine has already; without it Playwright uses its own. */
const executablePath = process.env.MILLRACE_BROWSER;
const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const atSiteB = ["first-minute", "loop", "offline", "planner", "quality", "scan", "shift", "without-network"].map((name) => `${name}.spec.ts`);
/** Need a real ERP: playwright.erp.config.ts. */
const erpTests = "tryton/**";

export default defineConfig({
  testDir: "e2e",
  outputDir: ".artifacts/journeys",
  globalSetup: "./e2e/product.setup.ts",
  testIgnore: erpTests,
  // All journeys share one plant. Those of a site take turns at its machines; the two sites go side by side.
  workers: 2,
  projects: [
    { name: "site-b", testMatch: atSiteB, workers: 1 },
    { name: "elsewhere", testIgnore: [...atSiteB, erpTests], workers: 1 },
  ],
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [["list"], ["json", { outputFile: ".artifacts/journeys.json" }]],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    // What cannot be done says so by itself, and not only when the whole journey's time is over.
    actionTimeout: 30_000,
    // Recording multiplies the time of a journey with several people on two cores. For a closer look: `npx playwright test --trace on`.
    trace: "off",
    screenshot: "only-on-failure",
    launchOptions: { args: ["--no-sandbox", ...quiet], ...(executablePath ? { executablePath } : {}) },
  },
});
