import { describe, expect, it } from "vitest";
import type { OperatorCommand } from "@/lib/client/operator-command";
import type { RunView } from "@/lib/queries/operator/run-view";
import { translatorOf } from "@/lib/i18n/testing/translator-of";
import { leadMenu } from "./lead-menu";
import type { Sheet } from "./run-screen";

const LEAD = { execute: true, override: true };
const OPERATOR = { execute: true, override: false };

type Waiting = Pick<RunView["waiting"][number], "operationId" | "orderId" | "order" | "opNo" | "name" | "skippable" | "notReady">;
type Operation = Pick<NonNullable<RunView["operation"]>, "id" | "orderId" | "order" | "state" | "held">;

/** Only what the menu reads. */
function viewOf(operation: Operation | null, waiting: readonly Waiting[] = []): RunView {
  return { operation, waiting } as unknown as RunView;
}
const waiting = (order: string, change: Partial<Waiting> = {}): Waiting => ({
  operationId: `${order}-20`,
  orderId: `id-${order}`,
  order,
  opNo: 20,
  name: "Wash",
  skippable: false,
  notReady: [],
  ...change,
});
function menu(view: RunView, may: typeof LEAD) {
  const said: OperatorCommand[] = [];
  const opened: Sheet[] = [];
  const lines = leadMenu(
    view,
    may,
    ({ command }) => said.push(command),
    (sheet) => opened.push(sheet),
    { run: translatorOf("en", "run"), entries: translatorOf("en", "entries") },
  );
  return { labels: lines.map((line) => line.label), choose: (label: string) => lines.find((line) => line.label === label)?.onSelect(), said, opened };
}
const inHand = (state: Operation["state"], held = false): Operation => ({ id: "op-1", orderId: "id-PO-1", order: "PO-1", state, held });

describe("what the menu offers beyond the keys (§2.2)", () => {
  it("lets whoever works give a setup up, and only a setup", () => {
    const setup = menu(viewOf(inHand("SETUP")), OPERATOR);
    expect(setup.labels).toEqual(["Give the setup up"]);
    setup.choose("Give the setup up");
    expect(setup.said).toEqual([{ name: "abandon-setup", input: { operationId: "op-1" } }]);
    expect(menu(viewOf(inHand("RUNNING")), OPERATOR).labels).toEqual([]);
  });

  it("lets a lead hold the order in hand with a reason, and lift the hold without one", () => {
    const running = menu(viewOf(inHand("RUNNING")), LEAD);
    running.choose("Hold PO-1");
    expect([running.opened, running.said]).toEqual([[{ kind: "HOLD", orderId: "id-PO-1", order: "PO-1" }], []]);
    const held = menu(viewOf(inHand("PAUSED", true)), LEAD);
    expect(held.labels).toEqual(["Lift the hold of PO-1"]);
    held.choose("Lift the hold of PO-1");
    expect(held.said).toEqual([{ name: "resume-order", input: { orderId: "id-PO-1" } }]);
  });

  it("lets a lead skip what may be skipped, lift holds, and hold what is next; an operator none of it", () => {
    const list = [waiting("PO-1"), waiting("PO-2", { skippable: true }), waiting("PO-3", { notReady: [{ kind: "ORDER", state: "ON_HOLD" }] })];
    expect(menu(viewOf(null, list), OPERATOR).labels).toEqual([]);
    const free = menu(viewOf(null, list), LEAD);
    expect(free.labels).toEqual(["Skip PO-2, Op 20", "Lift the hold of PO-3", "Hold PO-1"]);
    free.choose("Skip PO-2, Op 20");
    expect(free.opened).toEqual([{ kind: "SKIP", operationId: "PO-2-20", title: "PO-2, Op 20 Wash" }]);
  });
});
