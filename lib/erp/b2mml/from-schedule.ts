import { type Decimal, decimal, max, ONE, ZERO } from "@/lib/domain/shared/decimal";
import type { OrderData } from "@/lib/messages/erp-order.v1";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Words } from "@/lib/erp/words";
import { type MaterialRequirement, OperationsRequest, OperationsSchedule, type Property, type SegmentRequirement } from "./api-types";
import { inboundOf, joined, type Read, readEach, type Reading, siteOfScope, stampOf } from "./reading";
import { Unmappable } from "./unmappable";
import { flagOf, hoursOf, instantOf, itemAndVersion, numberOf, operationOf, quantityOf, said, textOf, timeOf, valuesOf, wholeOf } from "./values";

/** Only what is released or under way may start; what is held waits. */
const STATUS: Readonly<Record<string, OrderData["status"]>> = {
  Forecast: "CREATED",
  Waiting: "CREATED",
  Held: "CREATED",
  Suspended: "CREATED",
  Released: "RELEASED",
  Ready: "RELEASED",
  Running: "RELEASED",
  Completed: "CLOSED",
  Closed: "CLOSED",
  Cancelled: "CANCELLED",
  Aborted: "CANCELLED",
};
const PRODUCED: ReadonlySet<string> = new Set(["Produced", "Yield Produced", "Material Produced"]);
export const CONSUMED: ReadonlySet<string> = new Set(["Consumed", "Material Consumed", "Consumable"]);

/** The orders of a schedule. `cancelled`: the schedule came to withdraw them. */
export function fromSchedule(schedules: readonly unknown[], cancelled: boolean, reading: Reading): Read {
  return joined(
    schedules.map((schedule) => {
      const { PublishedDate, OperationsRequest: requests } = OperationsSchedule.parse(schedule);
      return readEach("erp.order.v1", requests, (request) => [fromRequest(OperationsRequest.parse(request), cancelled, PublishedDate, reading)]);
    }),
  );
}

function fromRequest(request: OperationsRequest, cancelled: boolean, published: string | undefined, reading: Reading): InboundMessage {
  const { settings } = reading;
  const { erpVersion, time } = stampOf({ Version: request.Version }, reading, published);
  const segments = request.SegmentRequirement;
  const made = segments.flatMap((segment) => segment.MaterialRequirement).findLast((material) => PRODUCED.has(material.MaterialUse ?? ""));
  const item = made?.MaterialDefinitionID[0];
  if (made === undefined || item === undefined) throw new Unmappable(`Order ${request.ID} does not say what it makes: a MaterialRequirement of use Produced.`);
  const { qty, uom } = quantityOf(made.Quantity, `What order ${request.ID} makes`);
  if (qty.lte(ZERO)) throw new Unmappable(`Order ${request.ID} makes nothing.`);
  const due = request.EndTime ?? segments.map((segment) => segment.LatestEndTime).findLast((end) => end !== undefined);
  if (due === undefined) throw new Unmappable(`Order ${request.ID} has no end time.`);
  const definition = request.OperationsDefinitionID === undefined ? null : itemAndVersion(request.OperationsDefinitionID).version;
  const components = segments.flatMap((segment) => componentsOf(segment, qty, settings.issueMode));
  return inboundOf(
    "erp.order.v1",
    {
      order: request.ID,
      erpVersion,
      site: siteOfScope(request.HierarchyScope, reading),
      type: "STANDARD",
      status: cancelled ? "CANCELLED" : statusOf(request),
      item,
      qty: textOf(qty),
      uom,
      plannedStart: request.StartTime === undefined ? null : instantOf(request.StartTime),
      due: instantOf(due),
      priority: priorityOf(request.Priority) ?? settings.priority,
      overPct: settings.overPct,
      underPct: settings.underPct,
      bomVersion: definition,
      routingVersion: definition,
      // An order that lists no components takes those of its definition; one without either takes none.
      components: components.length === 0 && definition !== null ? null : components.map((component, index) => ({ ...component, pos: (index + 1) * 10 })),
      operations: segments.map((segment) => operationFrom(segment, segment.SegmentParameter, qty, reading.words)),
      outputLot: made.MaterialLotID[0] ?? null,
      customer: null,
    },
    time,
    reading,
  );
}

function statusOf({ ID, RequestState = "Forecast" }: OperationsRequest): OrderData["status"] {
  const status = STATUS[RequestState];
  if (status === undefined) throw new Unmappable(`Order ${ID} is in the unknown state "${RequestState}".`);
  return status;
}

/** ISA-95 has no scale of priorities; 1 is the most urgent by our profile. */
function priorityOf(given: string | undefined): number | null {
  if (given === undefined) return null;
  const number = numberOf(given);
  if (!number.isInteger() || number.lt(1) || number.gt(999)) throw new Unmappable(`Priority ${given} is no whole number from 1 to 999.`);
  return number.toNumber();
}

function componentsOf(segment: SegmentRequirement, orderQty: Decimal, issueMode: string) {
  return segment.MaterialRequirement.filter((material) => CONSUMED.has(material.MaterialUse ?? "")).map((material) => {
    const { qty, uom } = quantityOf(material.Quantity, `Component ${material.ID}`);
    return {
      ...componentFrom(material, material.MaterialRequirementProperty, qty.div(orderQty), issueMode),
      uom,
      operation: operationOf(segment.ID),
      required: textOf(qty),
    };
  });
}

/** What an order's component and that of a bill have in common. */
export function componentFrom(material: Pick<MaterialRequirement, "ID" | "MaterialDefinitionID">, properties: readonly Property[], perUnit: Decimal, issueMode: string) {
  const [item] = material.MaterialDefinitionID;
  if (item === undefined) throw new Unmappable(`Component ${material.ID} names no material.`);
  return {
    item,
    qty: textOf(perUnit),
    scrapFactor: said(properties, "ScrapFactor") ?? "0",
    issueMode: said(properties, "IssueMode") ?? issueMode,
    mixGroup: said(properties, "MixGroup"),
  };
}

/** What an operation of an order and one of a definition have in common. */
type Segment = Pick<SegmentRequirement, "ID" | "Description" | "Duration"> & {
  readonly EquipmentRequirement: SegmentRequirement["EquipmentRequirement"];
  readonly PersonnelRequirement: SegmentRequirement["PersonnelRequirement"];
};

/**
 * A segment as an operation. Machine time per unit is a parameter; without it the duration, less setup, is spread over the quantity. People take
 * the machine's time × crew unless parameters of their own say otherwise.
 */
export function operationFrom(segment: Segment, parameters: readonly Property[], qty: Decimal, words: Words) {
  const equipment = segment.EquipmentRequirement;
  const workCentre = (equipment.find((one) => /^work cent(re|er)$/i.test(one.EquipmentUse ?? "")) ?? equipment[0])?.EquipmentID[0];
  if (workCentre === undefined) throw new Unmappable(`Segment ${segment.ID} names no equipment.`);
  const time = (id: string): Decimal | null => {
    const [first] = valuesOf(parameters, id);
    return first === undefined ? null : timeOf(first, words);
  };
  const crewed = segment.PersonnelRequirement[0]?.Quantity[0];
  const crew = crewed === undefined ? decimal(said(parameters, "Crew") ?? ONE) : numberOf(crewed.QuantityString);
  const setup = time("SetupTime") ?? ZERO;
  const run = time("MachineTimePerUnit") ?? (segment.Duration === undefined ? ZERO : max(hoursOf(segment.Duration).minus(setup), ZERO).div(qty));
  return {
    operation: operationOf(segment.ID),
    text: segment.Description[0] ?? segment.ID,
    workCentre,
    setupMachineHours: textOf(setup),
    setupLabourHours: textOf(time("SetupLabourTime") ?? setup.times(crew)),
    runMachineHours: textOf(run),
    runLabourHours: textOf(time("LabourTimePerUnit") ?? run.times(crew)),
    yield: said(parameters, "Yield") ?? "1",
    crew: textOf(crew),
    milestone: flagOf(parameters, "Milestone") ?? true,
    overlapMinutes: wholeOf(parameters, "OverlapMinutes"),
    optional: flagOf(parameters, "Optional") ?? false,
    inspectionPlan: said(parameters, "InspectionPlan"),
  };
}
