import { z } from "zod";
import type { TrytonClient } from "./client";
import { parse } from "./records";

/** Whether there are sales to read: not where the module `sale` is not activated, or our account may not read them. */
export type SalesAccess = "readable" | "no module" | "no right";

const Access = z.object({ "sale.line": z.object({ read: z.union([z.boolean(), z.number()]).transform(Boolean) }) });

/** Asks the server; a model that it does not know must not be named in any other call. */
export async function salesAccess(client: TrytonClient): Promise<SalesAccess> {
  const counting = "model.ir.model.search_count";
  if (parse(counting, z.number(), await client.call(counting, [[["model", "=", "sale.line"]]])) === 0) return "no module";
  const asking = "model.ir.model.access.get_access";
  return parse(asking, Access, await client.call(asking, [["sale.line"]]))["sale.line"].read ? "readable" : "no right";
}
