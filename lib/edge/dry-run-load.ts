import "server-only";
import type { Actor } from "@/lib/auth/actor";
import type { LoadReport, LoadStep } from "@/lib/commands/integration/dry-run/load-report";
import type { Refusal } from "@/lib/commands/refusal";
import { composition } from "@/lib/composition";
import { failed } from "./failed";
import { stepsOf } from "./steps";

export type { LoadLine, LoadOutcome, LoadReport } from "@/lib/commands/integration/dry-run/load-report";

/** What a screen hears of a dry run, one step after the other; the last is `done`, `failed` or `refused`. */
export type LoadProgress = LoadStep | { readonly step: "refused"; readonly refusal: Pick<Refusal, "code" | "params"> };

/**
 * Tries what a load from an ERP would do and tells how far it has come, one step as JSON a line. Leaves nothing. When whoever asked goes on to another page or closes
 * it, its request ends, and with it the call to the ERP and what is tried.
 */
export function dryRunLoad(request: Request, actor: Actor, connectionId: string, from: LoadReport["from"]): Response {
  const gone = new AbortController();
  const steps = stepsOf<LoadProgress>(
    async (tell, left): Promise<LoadProgress> => {
      try {
        const result = await composition().connections.desk.dryRun(actor, connectionId, from, { tell, left });
        return result.ok ? result.data : { step: "refused", refusal: result };
      } catch (fault) {
        return { step: "refused", refusal: failed(fault, "dry run of a load") };
      }
    },
    AbortSignal.any([gone.signal, request.signal]),
  );
  const encoder = new TextEncoder();
  const lines = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await steps.next();
      if (done === true) return controller.close();
      controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
    },
    cancel: () => gone.abort(),
  });
  return new Response(lines, { headers: { "content-type": "application/x-ndjson", "cache-control": "no-store, no-transform", "x-accel-buffering": "no" } });
}
