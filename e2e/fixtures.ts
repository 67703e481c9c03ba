import { test as base } from "@playwright/test";
import postgres from "postgres";
import { z } from "zod";

const Product = z.object({ url: z.string(), databaseUrl: z.string(), mqttUrl: z.string(), erpUrl: z.string(), erpKey: z.string(), home: z.string() });

export { expect } from "@playwright/test";

/** Who breaks the ERP has it alone; who waits for its documents shares it; the others do not mind. */
type ErpTurn = "alone" | "shared" | "unused";
const ERP_LOCK = 1;
const MOST_WAIT_MS = 300_000;
const MOST_LINES = 80;

/**
 * Playwright's test with the running product: pages open relative to it, and `product` names database, broker and sandbox ERP. `erp` says what
 * the journey needs of the ERP, for others run beside it.
 */
export const test = base.extend<{ product: z.infer<typeof Product>; erp: ErpTurn; erpTurn: undefined; peopleGoHome: undefined; failureTells: undefined }>({
  erp: ["unused", { option: true }],
  erpTurn: [
    async ({ product, erp }, provide) => {
      if (erp === "unused") return await provide(undefined);
      const sql = postgres(product.databaseUrl, { max: 1 });
      await (erp === "alone" ? sql`select pg_advisory_lock(${ERP_LOCK})` : sql`select pg_advisory_lock_shared(${ERP_LOCK})`);
      await provide(undefined);
      // The lock ends with its connection.
      await sql.end();
    },
    { auto: true, timeout: MOST_WAIT_MS },
  ],
  // A context that a journey opened by hand outlives it: its live pages would go on working beside the next one.
  peopleGoHome: [
    async ({ browser }, provide) => {
      await provide(undefined);
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
  // A picture stays on the machine that made it: what stood on the pages of a journey that failed is read in the log as well.
  failureTells: [
    async ({ page }, provide, info) => {
      await provide(undefined);
      if (info.errors.length === 0) return;
      const contexts = page.context().browser()?.contexts() ?? [];
      const pages = contexts.flatMap((context) => context.pages()).filter((each) => each.url() !== "about:blank");
      for (const each of pages) {
        const seen = await each
          .locator("body")
          .ariaSnapshot({ timeout: 2_000 })
          .catch((error: unknown) => String(error));
        process.stdout.write(`${info.title}\nfailed, and on ${each.url()} stood\n${seen.split("\n").slice(0, MOST_LINES).join("\n")}\n`);
      }
    },
    { auto: true },
  ],
  product: async ({}, provide) => provide(Product.parse(JSON.parse(process.env.MILLRACE_PRODUCT ?? "null"))),
  baseURL: async ({ product }, provide) => provide(product.url),
});
