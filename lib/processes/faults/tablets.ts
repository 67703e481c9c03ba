import { setTimeout as pause } from "node:timers/promises";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { newId } from "@/lib/platform/ids";
import type { Running } from "@/lib/processes/testing/workshop";

/** What a tablet entered and was told to be recorded. */
export type Confirmed = { readonly commandId: string; readonly operationId: string; readonly good: number; readonly scrap: number };

export type Shift = {
  /** Entries at each tablet. */
  readonly each: number;
  /** Longest pause between two entries, in ms. */
  readonly pauseMs: number;
  /** From 0 to below 1, seeded. */
  readonly random: () => number;
};

/** How the floor fared: what was recorded, how often a tablet had to send again, and the longest that an answer took, in ms. */
export type ShiftResult = { readonly confirmed: readonly Confirmed[]; readonly resent: number; readonly slowestMs: number };

/**
 * Lets every tablet enter its quantities. Like a tablet, it sends the same command again until it gets an answer, in order, and a fault or a
 * lost connection is no answer. A refusal ends the test.
 */
export async function workShift(services: Services, running: readonly Running[], shift: Shift): Promise<ShiftResult> {
  const confirmed: Confirmed[] = [];
  let resent = 0;
  let slowestMs = 0;
  await Promise.all(
    running.map(async (one) => {
      for (let entry = 0; entry < shift.each; entry += 1) {
        await pause(shift.random() * shift.pauseMs);
        const scrap = shift.random() < 0.2 ? 1 : 0;
        const wanted = { commandId: newId(), operationId: one.operationId, good: 1 + Math.floor(shift.random() * 5), scrap };
        const { operationId, commandId, good } = wanted;
        const input = { commandId, operationId, good: String(good), eventTime: new Date().toISOString(), ...(scrap > 0 ? { scrap: "1", scrapReason: "HANDLING" } : {}) };
        const since = performance.now();
        for (let sent = false; !sent;) {
          const result = await execute(services, one.actor, confirmProduction, input).catch(() => null);
          if (result === null) {
            resent += 1;
            await pause(200);
          } else if (!result.ok) throw new Error(`${one.order} / ${one.opNo}: ${result.code} ${JSON.stringify(result.params)}`);
          else sent = true;
        }
        slowestMs = Math.max(slowestMs, performance.now() - since);
        confirmed.push(wanted);
      }
    }),
  );
  return { confirmed, resent, slowestMs };
}
