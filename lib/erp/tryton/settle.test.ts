import { describe, expect, it } from "vitest";
import type { TrytonClient } from "./client";
import { failureOf, TrytonError } from "./failure";
import { BLANK, type Memory } from "./memory";
import { settle } from "./settle";

const MEMORY: Memory = { ...BLANK, moves: [11, 12], cycles: [7], apart: [] };
const REFUSAL = new TrytonError(failureOf(["UserError", ["The period is closed.", "", null]]), "model.stock.move.do");

/** An ERP that holds lines in these states; `refuses` says which button it refuses, and what stands there then. */
function erpWith(states: Record<number, string>, refuses: { readonly button: string; readonly leaves?: Record<number, string> } | null): TrytonClient {
  const client: TrytonClient = {
    async call(method, params) {
      if (method === refuses?.button) {
        Object.assign(states, refuses.leaves);
        throw REFUSAL;
      }
      if (method.endsWith(".search_read")) {
        const asked = method.startsWith("model.stock.move") ? [11, 12] : [7];
        return asked.map((id) => ({ id, state: states[id] ?? "draft" }));
      }
      if (method.endsWith(".do")) for (const id of params[0] as number[]) states[id] = "done";
      return null;
    },
    userId: async () => 2,
    companyId: async () => 1,
    until: () => client,
  };
  return client;
}

/** Settles, and answers how it ended and whether the drafts were taken away. */
async function settled(client: TrytonClient): Promise<readonly [ended: unknown, withdrawn: boolean]> {
  let withdrawn = false;
  const ended = await settle(client, MEMORY, async () => void (withdrawn = true)).then(
    () => "done",
    (error: unknown) => error,
  );
  return [ended, withdrawn];
}

describe("IN-03 the drafts of a posting", () => {
  it("are done", async () => expect(await settled(erpWith({}, null))).toEqual(["done", false]));

  it("are taken away again when the ERP refuses them", async () => {
    expect(await settled(erpWith({}, { button: "model.stock.move.do" }))).toEqual([REFUSAL, true]);
  });

  it("count as booked when an earlier call did them while this one was refused", async () => {
    expect(await settled(erpWith({}, { button: "model.stock.move.do", leaves: { 7: "done", 11: "done", 12: "done" } }))).toEqual(["done", false]);
  });

  it("stay remembered when some are done and the rest is refused: a replay goes on with the rest", async () => {
    expect(await settled(erpWith({}, { button: "model.production.work.cycle.run" }))).toEqual([REFUSAL, false]);
  });
});
