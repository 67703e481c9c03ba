import { z } from "zod";
import { test as base } from "@/e2e/fixtures";

const Access = { user: z.string(), password: z.string() };
const Tryton = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("unavailable"), reason: z.string() }),
  z.object({
    kind: z.literal("up"),
    facts: z.object({ url: z.string(), db: z.string(), ...Access, admin: z.object(Access), seed: z.object({ orders: z.record(z.string(), z.object({ id: z.number() })) }) }),
    broker: z.string(),
  }),
]);

export { expect } from "@/e2e/fixtures";

/** Playwright's test with a real Tryton beside the product, which runs without its demo. */
export const test = base;

/** The Tryton that the set-up started, or why it could not. */
export const tryton = Tryton.parse(JSON.parse(process.env.MILLRACE_TRYTON ?? '{"kind":"unavailable","reason":"nobody has started it"}'));
