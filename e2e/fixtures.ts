import { test as base } from "@playwright/test";
import { z } from "zod";

const Product = z.object({ url: z.string(), databaseUrl: z.string(), mqttUrl: z.string(), erpUrl: z.string(), erpKey: z.string(), home: z.string() });

export { expect } from "@playwright/test";

/** Playwright's test with the running product: pages open relative to it, and `product` names database, broker and sandbox ERP. */
export const test = base.extend<{ product: z.infer<typeof Product>; peopleGoHome: undefined }>({
  // A context that a journey opened by hand outlives it: its live pages would go on working beside the next one.
  peopleGoHome: [
    async ({ browser }, provide) => {
      await provide(undefined);
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
  product: async ({}, provide) => provide(Product.parse(JSON.parse(process.env.MILLRACE_PRODUCT ?? "null"))),
  baseURL: async ({ product }, provide) => provide(product.url),
});
