import { expect, it } from "vitest";
import { runComponent } from "@/lib/client/testing/run-component";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import { todosOf } from "./todo-list";

const AT = Date.parse("2026-03-17T10:00:00Z");
// Of a view and of an operation the list reads no more than this.
const operation = { state: "RUNNING", perHour: "60", planPerHour: "60" } as unknown as RunOperation;
const view = {
  unit: { machine: { state: "DOWN", reason: null, since: "2026-03-17T09:50:00Z" }, microStopSeconds: 120 },
  stops: [
    { id: "now", to: null },
    { id: "before", to: "2026-03-17T09:00:00Z" },
  ],
  checks: [{ id: "c1" }, { id: "c2" }],
  counters: [{ exceptionId: "e1" }],
  components: [runComponent("LASTS", { issued: "90", remaining: "10" }), runComponent("MISSING"), runComponent("DONE", { issued: "100", remaining: "0" })],
} as unknown as RunView;

const kinds = (of: RunView) => todosOf(of, operation, AT).map((one) => (one.kind === "MATERIAL" ? `${one.component.id} ${one.minutes}` : one.kind));

it("§9.2 hides nothing that is to do: a check that is due stands beside a stop, and what else waits stands behind in its order", () => {
  expect(kinds(view)).toEqual(["STOP", "CHECKS", "ENDED", "COUNTER", "MISSING 0", "LASTS 90"]);
});

it("S10 where it runs, what was not said of a stop comes first", () => {
  expect(kinds({ ...view, unit: { ...view.unit, machine: null } })).toEqual(["ENDED", "CHECKS", "COUNTER", "MISSING 0", "LASTS 90"]);
});

it("has nothing to do where nothing is due and all is there", () => {
  expect(
    kinds({ ...view, unit: { ...view.unit, machine: null }, stops: [], checks: [], counters: [], components: [runComponent("DONE", { issued: "100", remaining: "0" })] }),
  ).toEqual([]);
});
