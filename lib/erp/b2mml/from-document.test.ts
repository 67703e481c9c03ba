import { describe, expect, it } from "vitest";
import { FIXTURES, fixture } from "./testing/fixtures";
import { inbound, json, messagesOf, pieces, property, reasonOf, value } from "./testing/inbound";

describe("the hand-written messages", () => {
  it.each(FIXTURES)("%s says the same as XML and as JSON", (name) => {
    expect(inbound(fixture(name, "json"))).toEqual(inbound(fixture(name, "xml")));
  });

  it("brings the orders of a list whole", () => {
    const [first, second, ...rest] = messagesOf(fixture("01-order-list-show", "xml"));
    expect(rest).toEqual([]);
    expect(first).toEqual({
      id: "erp.order.v1:1000217:2026031605150200",
      type: "erp.order.v1",
      source: "erp/ERP",
      subject: "1000217",
      time: "2026-03-16T05:20:00.000Z",
      data: {
        order: "1000217",
        erpVersion: 2026031605150200,
        site: "SITE-A",
        type: "STANDARD",
        status: "RELEASED",
        item: "FG-PUMP-100",
        qty: "100",
        uom: "EA",
        plannedStart: "2026-03-16T06:00:00.000Z",
        due: "2026-03-17T14:30:00.000Z",
        priority: 5,
        overPct: "0",
        underPct: "0",
        bomVersion: "0001",
        routingVersion: "0001",
        components: [
          { pos: 10, item: "CAST-01", qty: "1", uom: "EA", scrapFactor: "0", operation: 10, issueMode: "BACKFLUSH", mixGroup: null, substitutes: [], required: "100" },
          { pos: 20, item: "SEAL-02", qty: "2", uom: "EA", scrapFactor: "0", operation: 20, issueMode: "BACKFLUSH", mixGroup: null, substitutes: [], required: "200" },
        ],
        operations: [
          // Two minutes a piece, as its parameter says: the duration includes more than that.
          {
            ...STEP,
            operation: 10,
            text: "Machine housing",
            workCentre: "MILL",
            setupMachineHours: "0.25",
            setupLabourHours: "0.25",
            runMachineHours: "0.033333",
            runLabourHours: "0.033333",
          },
          // Eight hours for a hundred, as nothing else is said.
          { ...STEP, operation: 20, text: "Assemble pump", workCentre: "ASM-01", setupMachineHours: "0", setupLabourHours: "0", runMachineHours: "0.08", runLabourHours: "0.08" },
        ],
        outputLot: null,
        customer: null,
      },
    });
    // A forecast is planned only; without lines of its own it takes those of its definition.
    expect(second).toMatchObject({ subject: "1000219", data: { status: "CREATED", qty: "60", components: null, bomVersion: "0001" } });
  });

  it("brings the same order when it is to be processed", () => {
    expect(messagesOf(fixture("02-order-process", "json"))).toEqual(messagesOf(fixture("01-order-list-show", "json")).slice(0, 1));
  });

  it.each(["05-acknowledge-accepted", "06-acknowledge-rejected", "07-confirm-bod-error"])("%s is an answer", (name) => {
    expect(inbound(fixture(name, "xml"))).toEqual({ kind: "answer" });
  });

  it.each([
    ["03-confirmation-partial", "We have no use for a OperationsPerformance."],
    ["08-line-down-event", "We have no use for a OperationsEventInformation."],
  ])("%s is for an ERP, not for us", (name, reason) => {
    expect(inbound(fixture(name, "xml"))).toEqual({ kind: "other", reason });
  });
  it("does not answer questions", () => {
    expect(inbound(fixture("01-order-list-get", "xml"))).toMatchObject({ kind: "other", reason: expect.stringMatching(/GetOperationsSchedule/) });
  });
});

const STEP = { yield: "1", crew: "1", milestone: true, overlapMinutes: null, optional: false, inspectionPlan: null };

const segment = (change: object = {}) => ({
  ID: "0010",
  EquipmentRequirement: [{ ID: "1", EquipmentID: ["MILL-01"] }],
  MaterialRequirement: [{ ID: "1", MaterialDefinitionID: ["FG"], MaterialUse: "Produced", Quantity: pieces("10") }],
  ...change,
});
const order = (change: object = {}, verb: unknown = {}, root = "SyncOperationsSchedule") =>
  json(
    root,
    "OperationsSchedule",
    [{ ID: "S", OperationsRequest: [{ ID: "PO-1", Version: "1", EndTime: "2026-03-17T14:30:00Z", RequestState: "Released", SegmentRequirement: [segment()], ...change }] }],
    verb,
  );

describe("an order", () => {
  it.each([
    ["Forecast", "CREATED"],
    ["Waiting", "CREATED"],
    ["Held", "CREATED"],
    ["Suspended", "CREATED"],
    ["Released", "RELEASED"],
    ["Ready", "RELEASED"],
    ["Running", "RELEASED"],
    ["Completed", "CLOSED"],
    ["Closed", "CLOSED"],
    ["Cancelled", "CANCELLED"],
    ["Aborted", "CANCELLED"],
    [undefined, "CREATED"],
  ])("in the state %s is %s", (RequestState, status) => expect(messagesOf(order({ RequestState }))).toMatchObject([{ data: { status } }]));

  it("is withdrawn by CANCEL and by the action Delete", () => {
    expect(messagesOf(order({}, {}, "CancelOperationsSchedule"))).toMatchObject([{ data: { status: "CANCELLED" } }]);
    expect(messagesOf(order({}, { ActionCriteria: [{ ActionExpression: [{ "@actionCode": "Delete" }] }] }))).toMatchObject([{ data: { status: "CANCELLED" } }]);
  });

  it("takes the profile's parameters", () => {
    const SegmentParameter = [
      property("SetupTime", value("1", "HUR")),
      property("SetupLabourTime", value("30", "MIN")),
      property("MachineTimePerUnit", value("36", "SEC")),
      property("LabourTimePerUnit", value("0.5")),
      property("Yield", value("0.98")),
      property("Milestone", value("false")),
      property("Optional", value("true")),
      property("OverlapMinutes", value("15")),
      property("InspectionPlan", value("IP-1")),
    ];
    const PersonnelRequirement = [{ ID: "1", Quantity: [{ QuantityString: "2" }] }];
    expect(messagesOf(order({ SegmentRequirement: [segment({ SegmentParameter, PersonnelRequirement })] }))).toMatchObject([
      {
        data: {
          priority: 500,
          operations: [
            {
              workCentre: "MILL",
              setupMachineHours: "1",
              setupLabourHours: "0.5",
              runMachineHours: "0.01",
              runLabourHours: "0.008333",
              yield: "0.98",
              crew: "2",
              milestone: false,
              optional: true,
              overlapMinutes: 15,
              inspectionPlan: "IP-1",
            },
          ],
        },
      },
    ]);
  });

  it.each([
    ["another plant's", { HierarchyScope: { EquipmentID: "2020" } }, /belongs to "2020"; this connection reads "1010"/],
    ["in an unknown state", { RequestState: { "@OtherValue": "Dreaming", $: "Other" } }, /unknown state "Dreaming"/],
    ["without a product", { SegmentRequirement: [segment({ MaterialRequirement: [] })] }, /does not say what it makes/],
    ["without an end", { EndTime: undefined }, /has no end time/],
    ["with a version that does not grow", { Version: "B" }, /whole number that grows/],
    ["with a priority off the scale", { Priority: "0" }, /Priority 0/],
    ["with a segment that is no operation", { SegmentRequirement: [segment({ ID: "MACHINE" })] }, /"MACHINE" is no operation number/],
    ["without a work centre", { SegmentRequirement: [segment({ EquipmentRequirement: [] })] }, /names no equipment/],
    [
      "in a unit that nobody mapped",
      { SegmentRequirement: [segment({ MaterialRequirement: [{ ID: "1", MaterialDefinitionID: ["FG"], MaterialUse: "Produced", Quantity: pieces("1", "piece") }] })] },
      /Map the partner's unit/,
    ],
    ["with a time without a zone", { EndTime: "2026-03-17T14:30:00" }, /no time with a zone/],
  ])("%s is kept with its reason", (_, change, reason) => expect(reasonOf(order(change))).toMatch(reason));

  it("does not hold up the others of its schedule", () => {
    const good = { ID: "PO-1", Version: "1", EndTime: "2026-03-17T14:30:00Z", SegmentRequirement: [segment()] };
    const result = inbound(json("SyncOperationsSchedule", "OperationsSchedule", [{ ID: "S", OperationsRequest: [{ ...good, ID: "PO-0", EndTime: "soon" }, "nonsense", good] }]));
    expect(result).toMatchObject({ kind: "objects", read: { messages: [{ subject: "PO-1" }], unreadable: [{ id: "erp.order.v1:PO-0" }, { id: "erp.order.v1:entry-1" }] } });
  });
});

it.each([
  ["no ApplicationArea", JSON.stringify({ SyncMaterialLot: { DataArea: {} } }), /needs an ApplicationArea/],
  ["no DataArea", JSON.stringify({ SyncMaterialLot: { ApplicationArea: { CreationDateTime: "2026-03-16T05:20:01Z" } } }), /needs an ApplicationArea/],
  ["another body", JSON.stringify({ SyncMaterialLot: 7 }), /needs an ApplicationArea/],
  ["a noun of another shape", json("SyncMaterialInformation", "MaterialInformation", "text"), /expected object/],
  ["a noun that we do not read", json("SyncPhysicalAssetInformation", "PhysicalAssetInformation", [{}]), /no use for a PhysicalAssetInformation/],
])("says what is wrong with a document with %s", (_, text, reason) => expect(reasonOf(text)).toMatch(reason));
