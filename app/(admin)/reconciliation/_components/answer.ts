import { formatQuantity } from "@/lib/format/quantity";
import type { ReconciliationRow } from "@/lib/queries/reconciliation/runs";

/** §8.3: the share of value that is to be explained. */
export const ACCURACY_GOAL = 0.999;

/** The finding in one sentence: does anything differ that nobody can explain? Speaks of the run that is shown. */
export function reconciliationAnswer(run: ReconciliationRow | null): string {
  if (run === null) return "Nothing has been compared yet";
  const place = `${run.site} and ${run.connection}`;
  switch (run.state) {
    case "QUEUED":
    case "RUNNING":
      return `${place} are being compared`;
    case "FAILED":
      return `${place} could not be compared`;
    case "UNSUPPORTED":
      return `${run.connection} cannot say what it holds`;
    case "DONE":
      if (run.unexplained > 0) return `${formatQuantity(String(run.unexplained))} ${run.unexplained === 1 ? "difference has" : "differences have"} no explanation`;
      return run.explained + run.accepted === 0 ? `${place} agree in everything` : "Every difference is explained";
  }
}

/** An accuracy as people read it: "99.95 %", cut and never rounded up to the goal; a dash where nothing of value was compared. */
export function accuracyWords(accuracy: string | null): string {
  if (accuracy === null) return "–";
  const hundredths = Math.floor(Number(accuracy) * 10_000 + 1e-9);
  return `${formatQuantity((hundredths / 100).toFixed(2))}\u00a0%`;
}

/** How far a comparison is, in words. */
export function stateWords(run: ReconciliationRow): string {
  switch (run.state) {
    case "QUEUED":
      return "Waits for a worker";
    case "RUNNING":
      if (run.ordersTotal === null) return "Begins";
      return run.ordersDone < run.ordersTotal ? `${formatQuantity(String(run.ordersDone))} of ${formatQuantity(String(run.ordersTotal))} orders` : "Compares the stock";
    case "DONE":
      return "Done";
    case "FAILED":
      return "Failed";
    case "UNSUPPORTED":
      return "Not possible";
  }
}

/** What a finished comparison leaves out, so that nobody takes it for whole; null when it leaves out nothing. */
export function leftOutWords(run: ReconciliationRow): string | null {
  const parts = [
    ...(run.state === "DONE" && run.readsOrders === false
      ? [
          run.listsOrders === true
            ? `${run.connection} cannot say what it holds of orders: of them only those that are open there and never came here were looked for`
            : `${run.connection} cannot say what it holds of orders, nor which it has: none of them is compared, and one that never came here is not missed`,
        ]
      : []),
    ...(run.state === "DONE" && run.readsOrders === true && run.listsOrders === false
      ? [`${run.connection} does not list its orders, so one that never came here is not missed`]
      : []),
    ...(run.state === "DONE" && run.readsStock === false ? [`${run.connection} cannot say what it has in stock`] : []),
    ...(run.state === "DONE" && run.ordersDone > 0 && run.readsOrders !== false && run.costsCompared === 0 && run.costsRefused === null
      ? [`${run.connection} does not say what its orders cost`]
      : []),
    ...(run.costsRefused === null ? [] : [run.costsRefused]),
    ...(run.leftOut > 0 ? [`${formatQuantity(String(run.leftOut))} orders above the bound of one comparison come with the next`] : []),
  ];
  return parts.length === 0 ? null : `${parts.join("; ")}.`;
}
