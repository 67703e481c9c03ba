import type { Routing, WorkCenter } from "./api-types";
import type { TrytonClient } from "./client";
import { ratesOf, workCentreCode } from "./from-work-center";
import { numbered } from "./operation-number";
import { ROUTING, WORK_CENTER } from "./record-types";
import { findRecords } from "./records";
import { salesAccess } from "./sales-access";
import type { TrytonSettings } from "./settings";
import { lineOf } from "./standard-times";

/** More names than this make no sentence. */
const MOST = 5;

/** What neither Tryton nor the settings say, each as a sentence: times, rates, sales. Empty when nothing is missing. */
export async function gapsOf(client: TrytonClient, settings: TrytonSettings): Promise<string[]> {
  const sales = settings.commitments.read ? await salesAccess(client) : "not wanted";
  const [routings, centers] = [await findRecords(client, ROUTING, []), await findRecords(client, WORK_CENTER, [])];
  return [...planGaps(routings, centers, settings), ...SALES[sales]];
}

const SALES: Readonly<Record<Awaited<ReturnType<typeof salesAccess>> | "not wanted", readonly string[]>> = {
  readable: [],
  "no module": ["No commitments: Tryton's module sale is not activated."],
  "no right": ["No commitments: this user may not read sales; the group Sales would let it."],
  "not wanted": ["No commitments: the settings of the connection say not to read sales."],
};

/** Steps without times, work centres without rates, and lines of the settings that nothing in Tryton answers to. */
export function planGaps(routings: readonly Routing[], centers: readonly WorkCenter[], settings: TrytonSettings): string[] {
  const steps = routings
    .filter((routing) => routing.active)
    .flatMap((routing) => numbered(routing["steps."]).map(({ step, operation }) => ({ routing: routing.name.trim(), operation, name: step["operation."].name.trim() })));
  const timeless = steps.filter((step) => lineOf(settings, step) === undefined);
  const idle = Object.entries(settings.routings).flatMap(([routing, table]) =>
    table.steps.filter((line) => !steps.some((step) => step.routing === routing && lineOf(settings, step) === line)).map((line) => `${routing}/${line.operation}`),
  );
  const used = centers.filter((center) => center.active && center["category."] !== null);
  const lacking = used.flatMap((center) => {
    const known = ratesOf(center, settings).filter((rate) => rate.rateClass === null);
    const missing = (["LABOUR", "MACHINE", "OVERHEAD"] as const).filter((element) => !known.some((rate) => rate.element === element));
    return missing.length === 0 ? [] : [`${workCentreCode(center)} (${missing.join(", ")})`];
  });
  const strangers = [...new Set(settings.rates.flatMap((rate) => rate.workCentres))].filter((name) => !used.some((center) => workCentreCode(center) === name));
  const overruled = used.filter((center) => settings.rates.some((rate) => rate.workCentres.includes(workCentreCode(center)) && isOwn(center, rate, settings)));
  return [
    ...said(
      timeless.map((step) => `${step.routing}/${step.name}`),
      "Without standard times, and so without a schedule or a cost of their own",
    ),
    ...said(idle, "Times in the settings for steps that Tryton does not have"),
    ...said(lacking, "Without hourly rates, whose time costs 0.00"),
    ...said(strangers, "Rates in the settings for work centres that Tryton does not have"),
    ...said(overruled.map(workCentreCode), `Rates in the settings that Tryton's own price per hour stands before, as ${settings.rateElement}`),
  ];
}

function isOwn(center: WorkCenter, rate: TrytonSettings["rates"][number], { rateElement }: TrytonSettings): boolean {
  return center.cost_method === "hour" && center.cost_price !== null && rate.element === rateElement && rate.rateClass === undefined;
}

function said(names: readonly string[], what: string): string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : "";
  return [`${what}: ${names.slice(0, MOST).join(", ")}${more}.`];
}
