import { expect, it } from "vitest";
import type { QueueItem } from "@/lib/client/queue-item";
import type { RunComponent } from "@/lib/queries/operator/run-components";
import { deviationOf } from "./deviation-of";

const line = (id: string, change: Partial<RunComponent> = {}) => ({ id, tracked: true, mode: "MANUAL_SCAN", ...change }) as RunComponent;
const scanned = (code: string, input: object = { operationId: "op", lot: "X-1" }) =>
  ({ command: { name: "issue-material", input }, answer: { ok: false, code, params: {} } }) as QueueItem;
const LINES = [line("a"), line("b", { mode: "BACKFLUSH" }), line("c", { tracked: false })];

it("EX-12 asks for a lot of the wrong material, in the place of what is scanned by lot", () => {
  expect(deviationOf(scanned("LOT_WRONG_ITEM"), LINES)).toMatchObject({ operationId: "op", lot: "X-1", lines: [{ id: "a" }] });
});
it.each<[string, QueueItem, readonly RunComponent[]]>([
  ["another refusal", scanned("LOT_EXPIRED"), LINES],
  ["material without lots", scanned("LOT_WRONG_ITEM", { operationId: "op", componentId: "c" }), LINES],
  ["an operation that scans nothing", scanned("LOT_WRONG_ITEM"), LINES.slice(1)],
])("EX-12 asks for nothing after %s", (_, item, lines) => expect(deviationOf(item, lines)).toBeUndefined());
