import "server-only";
import { headers } from "next/headers";
import type { Actor } from "@/lib/auth/actor";
import type { LoadReport, LoadStep } from "@/lib/commands/integration/dry-run/load-report";
import type { Refusal } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { failed } from "./failed";
import { isSameOrigin } from "./origin";
import { stepsOf } from "./steps";

export type { LoadLine, LoadOutcome, LoadReport } from "@/lib/commands/integration/dry-run/load-report";

/** What a screen hears of a dry run, one step after the other; the last is `done`, `failed` or `refused`. */
export type LoadProgress = LoadStep | { readonly step: "refused"; readonly refusal: Pick<Refusal, "code" | "params"> };

/** Tries what a load from an ERP would do and tells how far it has come. Leaves nothing, and stops when whoever asked has gone. */
export async function dryRunLoad(actor: Actor, connectionId: string, from: LoadReport["from"]): Promise<AsyncIterable<LoadProgress>> {
  const ours = isSameOrigin(await headers());
  return stepsOf<LoadProgress>(async (tell, left): Promise<LoadProgress> => {
    if (!ours) return { step: "refused", refusal: { code: "CROSS_ORIGIN", params: {} } };
    try {
      const result = await composition().connections.desk.dryRun(actor, connectionId, from, { tell, left });
      return result.ok ? result.data : { step: "refused", refusal: result };
    } catch (fault) {
      return { step: "refused", refusal: failed(fault, "dry run of a load") };
    }
  });
}
