import { type Decimal, decimal, ONE } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Routing, RoutingOperation, WorkCentre } from "./master-types";
import { dayOf } from "./edm";
import { routingName } from "./load-masters";
import { inbound, type PlantData, text } from "./plant-data";
import { slotsOf } from "./settings";
import { Unmappable } from "./unmappable";
import { hoursOf, type Quantities } from "./work-time";
import { instantIn } from "./zone";

const FOREVER = "9999-12-31";

/** A routing, once for each item of the plant that it makes. @throws Unmappable. */
export function fromRouting(routing: Routing, centres: ReadonlyMap<string, WorkCentre>, assigned: ReadonlyMap<string, readonly string[]>, data: PlantData): InboundMessage[] {
  const { settings, versions } = data;
  const version = routingName(routing);
  const operations = mainOperations(routing).map((operation) => {
    const centre = centres.get(operation.WorkCenterInternalID);
    if (centre === undefined) throw new Unmappable(`Operation ${operation.Operation} of routing ${version} is done at no work centre of plant ${settings.plant}.`);
    return { operation: Number(operation.Operation), text: operation.OperationText, workCentre: centre.WorkCenter, ...timesOf(operation, centre.WorkCenter, data) };
  });
  if (operations.length === 0) return [];
  const [from, to] = [dayOf(routing.ValidityStartDate), dayOf(routing.ValidityEndDate)];
  const items = [...new Set(routing.to_MatlAssgmt.filter((row) => row.Plant === settings.plant).map((row) => row.Product))];
  return items.flatMap((item) => {
    const content = {
      item,
      version,
      // Of several the first counts; which one an order takes stands on the order.
      status: routing.IsMarkedForDeletion ? "RETIRED" : assigned.get(item)?.[0] === version ? "ACTIVE" : "DRAFT",
      validFrom: instantIn(settings.timeZone, from ?? "2000-01-01").toISOString(),
      validTo: to === null || to === FOREVER ? null : instantIn(settings.timeZone, to).toISOString(),
      operations,
    };
    const { version: erpVersion, changed } = versions.unstamped(`routing/${item}/${version}`, content);
    return changed ? [inbound(data, "erp.routing.v1", content, erpVersion)] : [];
  });
}

/** The operations of the main sequence. */
export function mainOperations(routing: Routing): readonly RoutingOperation[] {
  return routing.to_Sequence
    .filter((sequence) => sequence.ProductionRoutingSequence === "0")
    .flatMap((sequence) => sequence.to_Operation)
    .toSorted((a, b) => Number(a.Operation) - Number(b.Operation));
}

/** Planned times of an operation as the slots of its work centre say: set-up per order, machine and labour per piece. Without one all are zero. @throws Unmappable. */
export function timesOf(operation: RoutingOperation | undefined, workCentre: string, { settings, words }: PlantData) {
  const none = { setupMachineHours: "0", setupLabourHours: "0", runMachineHours: "0", runLabourHours: "0", yield: "1", crew: "1" };
  if (operation === undefined) return none;
  const slots = slotsOf(settings, workCentre);
  const per = operation.OperationReferenceQuantity.gt(0) ? operation.OperationReferenceQuantity : ONE;
  const quantities = quantitiesOf(operation);
  const machine = hoursOf(words, quantities, slots.machine).div(per);
  const labour = hoursOf(words, quantities, slots.labour).div(per);
  return {
    ...none,
    setupMachineHours: text(hoursOf(words, quantities, slots.setup)),
    runMachineHours: text(machine),
    runLabourHours: text(labour),
    yield: yieldOf(operation.OperationScrapPercent),
    crew: machine.gt(0) && labour.gt(0) ? text(labour.div(machine)) : "1",
  };
}

function yieldOf(scrapPercent: Decimal): string {
  const share = ONE.minus(scrapPercent.div(decimal(100)));
  return share.gt(0) && share.lte(1) ? text(share) : "1";
}

function quantitiesOf(operation: RoutingOperation): Quantities {
  return [
    { quantity: operation.StandardWorkQuantity1, unit: operation.StandardWorkQuantityUnit1 },
    { quantity: operation.StandardWorkQuantity2, unit: operation.StandardWorkQuantityUnit2 },
    { quantity: operation.StandardWorkQuantity3, unit: operation.StandardWorkQuantityUnit3 },
    { quantity: operation.StandardWorkQuantity4, unit: operation.StandardWorkQuantityUnit4 },
    { quantity: operation.StandardWorkQuantity5, unit: operation.StandardWorkQuantityUnit5 },
    { quantity: operation.StandardWorkQuantity6, unit: operation.StandardWorkQuantityUnit6 },
  ];
}
