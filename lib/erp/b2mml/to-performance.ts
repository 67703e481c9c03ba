import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { ReversedEntry } from "@/lib/messages/entry-reversed.v1";
import { action, flag, given, instant, minutes, property, quantity, scope, stored } from "./build";
import type { Element } from "./document";
import { type Draft, type Parties, plantOf } from "./envelope";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { OutboundOf } from "./outbound-of";

type ConfirmationData = OutboundOf<"mes.production.confirmed.v1">["data"];
type IssueData = OutboundOf<"mes.material.issued.v1">["data"];
type ReceiptData = OutboundOf<"mes.production.received.v1">["data"];
type MaterialScrapData = OutboundOf<"mes.material.scrapped.v1">["data"];

/** What is posted for an order, or taken back again. */
type Entry = ReversedEntry;

const TASKS: Readonly<Record<ReversedEntry["type"], string>> = {
  "mes.production.confirmed.v1": "confirm-operation",
  "mes.material.issued.v1": "issue-material",
  "mes.production.received.v1": "receive-production",
  "mes.material.scrapped.v1": "scrap-material",
};

/** Confirmation, issue, receipt and scrap: what happened at an operation. The id of the performance is the BODID, which a later cancellation names. */
export function toPerformance(message: OutboundOf<ReversedEntry["type"]>, parties: Parties): Draft {
  return {
    verb: "Process",
    noun: "OperationsPerformance",
    task: TASKS[message.type],
    action: { "@acknowledgeCode": "Always" },
    content: performance(message, message, parties),
  };
}

/** A reversal cancels the performance by its id, and repeats what it said, for a partner that books the opposite. */
export function toCancellation(message: OutboundOf<"mes.entry.reversed.v1">, parties: Parties, originalDocument: string | null): Draft {
  const { reversed, reason, reversalId } = message.data;
  const why = [property("ReversalID", reversalId, "Identifier"), property("ReversalReason", reason, "Code"), property("OriginalDocument", originalDocument, "Identifier")];
  return {
    verb: "Cancel",
    noun: "OperationsPerformance",
    task: "reverse-entry",
    action: action("Delete", "OperationsPerformance"),
    content: performance(message, reversed, parties, why),
  };
}

function performance(message: OutboundMessage, entry: Entry, parties: Parties, more: readonly (Element | null)[] = []): Element {
  const { segment, from, to } = segmentOf(message, entry, more);
  const { order } = entry.data;
  return {
    ID: entry.id,
    PublishedDate: instant(message.recordtime),
    StartTime: from ?? undefined,
    Endtime: to,
    HierarchyScope: scope(plantOf(message, parties), "Site"),
    OperationsType: order === null ? "Inventory" : "Production",
    OperationsResponse: [
      {
        ID: `${order ?? message.subject}-R${message.sequence}`,
        OperationsType: order === null ? "Inventory" : "Production",
        OperationsRequestID: given(order),
        SegmentResponse: [segment],
      },
    ],
  };
}

type Segment = { readonly segment: Element; readonly from: string | null; readonly to: string };

function segmentOf(message: OutboundMessage, entry: Entry, more: readonly (Element | null)[]): Segment {
  const operation = entry.data.operation === null ? null : segmentId(entry.data.operation);
  const parts = partsOf(entry);
  const to = instant(message.time);
  const segment = {
    ID: `${operation ?? message.subject}#${message.sequence}`,
    Description: given(parts.comment),
    PostingDate: to,
    ActualStartTime: parts.from ?? undefined,
    ActualEndTime: to,
    SegmentRequirementID: given(operation),
    SegmentState: parts.final ? "Completed" : "Running",
    SegmentData: given(...parts.data, ...more),
    PersonnelActual: parts.personnel,
    EquipmentActual: parts.equipment,
    MaterialActual: parts.materials.map((material, index) => ({ ID: String(index + 1), ...material })),
  };
  return { segment: { ...segment, MaterialActual: segment.MaterialActual.length === 0 ? undefined : segment.MaterialActual }, from: parts.from, to };
}

/** Operation 10 is segment "0010", as most ERPs number their operations. */
export function segmentId(operation: number): string {
  return String(operation).padStart(4, "0");
}

type Parts = {
  readonly final: boolean;
  readonly from: string | null;
  readonly comment: string | null;
  readonly data: readonly (Element | null)[];
  readonly personnel?: readonly Element[] | undefined;
  readonly equipment?: readonly Element[] | undefined;
  readonly materials: readonly Element[];
};

function partsOf(entry: Entry): Parts {
  switch (entry.type) {
    case "mes.production.confirmed.v1":
      return confirmation(entry.data);
    case "mes.material.issued.v1":
      return issue(entry.data);
    case "mes.production.received.v1":
      return receipt(entry.data);
    case "mes.material.scrapped.v1":
      return scrap(entry.data);
  }
}

function confirmation(data: ConfirmationData): Parts {
  const starts = data.output.map((output) => Date.parse(output.from));
  const setup = data.time.filter(({ activity }) => activity === "SETUP").reduce((seconds, { machineSeconds }) => seconds + machineSeconds, 0);
  const people = data.time.flatMap(({ activity, labour }) => labour.map((person) => ({ activity, ...person })));
  const machines = data.time.filter(({ activity }) => activity !== "SETUP");
  return {
    final: data.final,
    from: starts.length === 0 ? null : instant(new Date(Math.min(...starts)).toISOString()),
    comment: data.toleranceOverride?.reason ?? null,
    data: [
      flag("FinalConfirmation", data.final),
      { ID: "SetupTime", Value: [setupMinutes(setup)] },
      property("ConfirmationID", data.confirmationId, "Identifier"),
      property("GenealogyRun", data.genealogyRun, "Identifier"),
      property("Corrects", data.reverses, "Identifier"),
      property("ToleranceMaximum", data.toleranceOverride?.max, "decimal", data.quantity.uom),
    ],
    personnel: given(
      ...people.map(({ activity, person, rateClass, seconds }, index) => ({
        ID: String(index + 1),
        PersonnelClassID: [rateClass],
        PersonID: [person],
        PersonnelUse: "Operator",
        Quantity: [minutes(seconds)],
        PersonnelActualProperty: given(property("Activity", activity, "Code")),
      })),
    ),
    // The work unit is named even where it took no time.
    equipment: (machines.length === 0 ? [{ activity: "RUN", machineSeconds: 0 }] : machines).map(({ activity, machineSeconds }, index) => ({
      ID: String(index + 1),
      EquipmentID: [data.workUnit],
      EquipmentUse: "Machine time",
      Quantity: [minutes(machineSeconds)],
      EquipmentActualProperty: given(property("Activity", activity, "Code")),
    })),
    materials: [
      ...made(data),
      ...data.consumption.map((line) => ({ ...material(line, "Material Consumed"), MaterialActualProperty: given(property("IssueMode", line.mode, "Code")) })),
    ],
  };
}

function setupMinutes(seconds: number): Element {
  const { QuantityString, DataType, UnitOfMeasure } = minutes(seconds);
  return { ValueString: QuantityString, DataType, UnitOfMeasure };
}

/**
 * What was made, as increments. The payload does not name the product: it is the order's. Lots stand as properties of the one yield, so that nobody
 * adds them up twice; their receipt into stock is a message of its own.
 */
function made(data: ConfirmationData): Element[] {
  const { uom, good, scrap, rework } = data.quantity;
  const reasons = data.scrapReasons.map(({ code, qty }) => ({ code, qty }));
  const rest = reasons.reduce((left, { qty }) => left.minus(qty), decimal(scrap));
  const lots = data.output.map(({ lot, hu, qty }) => ({
    ID: "OutputLot",
    Value: given({ ValueString: lot, DataType: "Identifier" }, hu === null ? null : { ValueString: hu, DataType: "Identifier", Key: "HandlingUnit" }),
    Quantity: [quantity(qty, uom)],
  }));
  const other = (kind: string, qty: string, code?: string): Element => ({
    MaterialUse: { "@OtherValue": kind, $: "Other" },
    Quantity: [quantity(qty, uom)],
    MaterialActualProperty: given(property("ReasonCode", code, "Code")),
  });
  return [
    ...(decimal(good).gt(ZERO) || lots.length > 0 ? [{ MaterialUse: "Yield Produced", Quantity: [quantity(good, uom)], MaterialActualProperty: given(...lots) }] : []),
    ...reasons.map(({ code, qty }) => other("Scrap Produced", qty, code)),
    ...(rest.gt(ZERO) ? [other("Scrap Produced", rest.toFixed())] : []),
    ...(decimal(rework).gt(ZERO) ? [other("Rework Produced", rework)] : []),
  ];
}

function issue(data: IssueData): Parts {
  const properties = given(
    property("IssueID", data.issueId, "Identifier"),
    property("IssueMode", data.mode, "Code"),
    property("Activity", data.activity, "Code"),
    property("SubstituteFor", data.substituteFor, "Identifier"),
    flag("FinalIssue", data.final),
  );
  return {
    final: false,
    from: null,
    comment: null,
    data: [],
    equipment: [{ ID: "1", EquipmentID: [data.workUnit] }],
    materials: [{ ...material(data, "Material Consumed"), MaterialActualProperty: properties }],
  };
}

function receipt(data: ReceiptData): Parts {
  const properties = given(
    property("ReceiptID", data.receiptId, "Identifier"),
    property("QualityStatus", data.qualityStatus, "Code"),
    property("MadeAt", instant(data.madeAt), "dateTime"),
    property("ExpiresAt", data.expiresAt === null ? null : instant(data.expiresAt), "dateTime"),
    flag("FinalReceipt", data.final),
  );
  return { final: false, from: null, comment: null, data: [], materials: [{ ...material(data, "Material Produced"), MaterialActualProperty: properties }] };
}

function scrap(data: MaterialScrapData): Parts {
  const properties = given(property("ReasonCode", data.reason, "Code"), property("ScrapID", data.scrapId, "Identifier"));
  return {
    final: false,
    from: null,
    comment: null,
    data: [],
    materials: [{ ...material(data, { "@OtherValue": "Material Scrapped", $: "Other" }), MaterialActualProperty: properties }],
  };
}

type Moved = { readonly item: string; readonly lot: string | null; readonly hu?: string | null; readonly qty: string; readonly uom: string; readonly location?: string | null };

function material(moved: Moved, use: string | Element): Element {
  return {
    MaterialDefinitionID: [moved.item],
    MaterialLotID: given(moved.lot),
    MaterialSubLotID: given(moved.hu),
    MaterialUse: use,
    StorageLocation: stored(moved.location ?? null),
    Quantity: [quantity(moved.qty, moved.uom)],
  };
}
