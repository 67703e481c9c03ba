import type { OperatorCommand } from "@/lib/client/operator-command";
import type { Translator } from "@/lib/i18n/translator";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { FloorPerson } from "./floor-provider";
import type { Sheet } from "./run-screen";

type Line = { readonly label: string; readonly onSelect: () => void };

/** How many lines of the same kind the menu takes; what is further down the list waits its turn. */
const MOST = 4;

/** What the menu offers beyond the keys: giving a setup up, and what a lead may do with the order in hand or with those that wait (§2.2). */
export function leadMenu(
  { operation, waiting }: RunView,
  may: FloorPerson["may"],
  tap: (entry: { command: OperatorCommand; text: string }) => void,
  open: (sheet: Sheet) => void,
  { run: t, entries }: { readonly run: Translator<"run">; readonly entries: Translator<"entries"> },
): readonly Line[] {
  const lift = (orderId: string, order: string): Line => ({
    label: t("menu.lift", { order }),
    onSelect: () => tap({ command: { name: "resume-order", input: { orderId } }, text: entries("lifted", { order }) }),
  });
  const hold = (orderId: string, order: string): Line => ({ label: t("menu.hold", { order }), onSelect: () => open({ kind: "HOLD", orderId, order }) });
  if (operation !== null) {
    const abandon = {
      label: t("menu.giveUp"),
      onSelect: () => tap({ command: { name: "abandon-setup", input: { operationId: operation.id } }, text: entries("setupGivenUp") }),
    } as const;
    return [
      ...(may.execute && operation.state === "SETUP" ? [abandon] : []),
      ...(may.override ? [operation.held ? lift(operation.orderId, operation.order) : hold(operation.orderId, operation.order)] : []),
    ];
  }
  if (!may.override) return [];
  const skips = waiting
    .filter((one) => one.skippable)
    .slice(0, MOST)
    .map((one): Line => ({
      label: t("menu.skip", { order: one.order, number: one.opNo }),
      onSelect: () => open({ kind: "SKIP", operationId: one.operationId, title: t("inOrder", { order: one.order, number: one.opNo, name: one.name }) }),
    }));
  const orders = new Map(waiting.map((one) => [one.orderId, one] as const));
  const isHeld = (one: RunView["waiting"][number]) => one.notReady.some((reason) => reason.kind === "ORDER" && reason.state === "ON_HOLD");
  const lifts = [...orders.values()].filter(isHeld).slice(0, MOST);
  const [next] = [...orders.values()].filter((one) => one.notReady.every((reason) => reason.kind !== "ORDER"));
  return [...skips, ...lifts.map((one) => lift(one.orderId, one.order)), ...(next === undefined ? [] : [hold(next.orderId, next.order)])];
}
