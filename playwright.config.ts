import { defineConfig } from "@playwright/test";

/** A browser that the machine has already; without it Playwright uses its own. */
const executablePath = process.env.MILLRACE_BROWSER;
const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export default defineConfig({
  testDir: "e2e",
  // Needs a real ERP: playwright.erp.config.ts.
  testIgnore: "tryton/**",
  outputDir: ".artifacts/journeys",
  globalSetup: "./e2e/product.setup.ts",
  // All journeys share one plant: they take lines of their own rather than turns, but two cores carry one browser.
  workers: 1,
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
