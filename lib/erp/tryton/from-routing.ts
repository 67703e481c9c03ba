import type { RoutingOperation } from "@/lib/messages/erp-routing.v1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import type { Routing } from "./api-types";
import { productsOf } from "./from-bom";
import { workCentreCode } from "./from-work-center";
import { numbered } from "./operation-number";
import { type PlantData, sinceWith, timeOf, Unmappable, versionWith } from "./plant-data";
import { timesOf } from "./standard-times";

/** One message per product that is made by a BOM of the routing. */
export function fromRouting(routing: Routing, data: PlantData): InboundMessage[] {
  const steps = numbered(routing["steps."]);
  if (steps.length === 0) return [];
  const erpVersion = versionWith(data, [routing._timestamp, ...routing["steps."].map((step) => step._timestamp)]);
  const time = timeOf(erpVersion);
  const operations = steps.map(({ step, operation }) =>
    planned({ routing: routing.name, operation, name: step["operation."].name }, centreOf(step["operation."]["work_center_category."], data), data),
  );
  const uses = new Map(routing.boms.flatMap((bom) => productsOf(bom, data)).map((use) => [use.product.id, use]));
  return [...uses.values()].map(({ product, first }) =>
    inboundMessage(
      "erp.routing.v1",
      {
        site: data.settings.site,
        item: String(product.code ?? "").trim(),
        version: routing.name.trim(),
        erpVersion,
        status: !routing.active ? "RETIRED" : first ? "ACTIVE" : "DRAFT",
        validFrom: sinceWith(data, erpVersion),
        validTo: null,
        operations,
      },
      data.source,
      time,
    ),
  );
}

/** A step of a routing, or the work of an order that was made from it. */
export type PlannedStep = { readonly routing: string | null; readonly operation: number; readonly name: string };

/** A step as we know it: Tryton has its name and place, the settings have its times; what they do not name takes no time. */
export function planned(step: PlannedStep, workCentre: string, data: Pick<PlantData, "settings">): RoutingOperation {
  return {
    operation: step.operation,
    text: step.name,
    workCentre,
    ...timesOf(data.settings, step),
    milestone: true,
    overlapMinutes: null,
    optional: false,
    inspectionPlan: null,
  };
}

/** A routing plans a category of machines; the first of it stands for all. The order names the machine. */
export function centreOf(category: { readonly id: number; readonly name: string } | null, data: Pick<PlantData, "workCenters">): string {
  const centers = data.workCenters.filter((center) => center.active && category !== null && center["category."]?.id === category.id);
  const first = centers.toSorted((a, b) => a.name.localeCompare(b.name, "en"))[0];
  if (first === undefined) throw new Unmappable(category === null ? "A step has no category of work centres." : `No work centre is in the category "${category.name}".`);
  return workCentreCode(first);
}
