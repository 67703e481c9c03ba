import { defineConfig } from "@playwright/test";
import journeys from "./playwright.config";

/** The journey against a real ERP: `npm run test:erp`. */
export default defineConfig(journeys, {
  testDir: "e2e/tryton",
  testIgnore: [],
  outputDir: ".artifacts/erp-journey",
  globalSetup: "./e2e/tryton.setup.ts",
  reporter: [["list"], ["json", { outputFile: ".artifacts/erp-journey.json" }]],
});
