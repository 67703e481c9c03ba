import { describe, expect, it } from "vitest";
import { confirmationFact, factEnvelope, receiptFact } from "@/lib/messages/__fixtures__/facts";
import { read, write } from "./forms";
import { type SpokenMessage, toDocument } from "./to-document";

const parties = { us: "MES", partner: "ERP", site: "SITE-A", plant: "1010" };
const ID = "6f1d0c9e-4a43-4c0e-9d0a-2f4f4a1b7c11";
const envelope = factEnvelope({ id: ID, site: "SITE-A", subject: "1000217", sequence: 17 });
/** The document as its JSON says, which leaves out what is absent. */
const said = (message: SpokenMessage, original: string | null = null): unknown => JSON.parse(write(toDocument(message, parties, original), "json"));

it("says a confirmation as the hand-written one, with our conventions", () => {
  const message = confirmationFact(
    { id: ID, site: "SITE-A", subject: "1000217", sequence: 17 },
    {
      quantity: { uom: "PCE", good: "48", scrap: "3", rework: "1" },
      scrapReasons: [{ code: "0003", qty: "2" }],
      time: [
        { activity: "SETUP", machineSeconds: 900, labour: [] },
        { activity: "RUN", machineSeconds: 5761, labour: [{ person: "OP-1042", rateClass: "A2", seconds: 6630 }] },
      ],
      consumption: [{ item: "CAST-01", lot: "C240115", qty: "50", uom: "PCE", mode: "BACKFLUSH" }],
      output: [{ lot: "P1", hu: "HU-9", qty: "48", from: "2026-03-31T11:04:00Z", to: "2026-03-31T12:40:00Z" }],
      final: true,
      genealogyRun: "RUN-1",
    },
  );
  const unit = (QuantityString: string, UnitOfMeasure = "PCE") => [{ QuantityString, DataType: "decimal", UnitOfMeasure }];
  expect(said(message)).toEqual({
    ProcessOperationsPerformance: {
      "@releaseID": "7.0.1",
      ApplicationArea: {
        Sender: { LogicalID: "MES", TaskID: "confirm-operation", ReferenceID: "1000217#17", ConfirmationCode: "OnError" },
        Receiver: [{ LogicalID: "ERP" }],
        CreationDateTime: "2026-03-31T12:40:00Z",
        BODID: ID,
      },
      DataArea: {
        Process: { "@acknowledgeCode": "Always" },
        OperationsPerformance: [
          {
            ID,
            PublishedDate: "2026-03-31T12:40:00Z",
            StartTime: "2026-03-31T11:04:00Z",
            Endtime: "2026-03-31T12:40:00Z",
            HierarchyScope: { EquipmentID: "1010", EquipmentElementLevel: "Site" },
            OperationsType: "Production",
            OperationsResponse: [
              {
                ID: "1000217-R17",
                OperationsType: "Production",
                OperationsRequestID: ["1000217"],
                SegmentResponse: [
                  {
                    ID: "0020#17",
                    PostingDate: "2026-03-31T12:40:00Z",
                    ActualStartTime: "2026-03-31T11:04:00Z",
                    ActualEndTime: "2026-03-31T12:40:00Z",
                    SegmentRequirementID: ["0020"],
                    SegmentState: "Completed",
                    SegmentData: [
                      { ID: "FinalConfirmation", Value: [{ ValueString: "true", DataType: "boolean" }] },
                      { ID: "SetupTime", Value: [{ ValueString: "15", DataType: "decimal", UnitOfMeasure: "MIN" }] },
                      { ID: "ConfirmationID", Value: [{ ValueString: `CF-${ID}`, DataType: "Identifier" }] },
                      { ID: "GenealogyRun", Value: [{ ValueString: "RUN-1", DataType: "Identifier" }] },
                    ],
                    PersonnelActual: [
                      {
                        ID: "1",
                        PersonnelClassID: ["A2"],
                        PersonID: ["OP-1042"],
                        PersonnelUse: "Operator",
                        Quantity: unit("110.5", "MIN"),
                        PersonnelActualProperty: [{ ID: "Activity", Value: [{ ValueString: "RUN", DataType: "Code" }] }],
                      },
                    ],
                    EquipmentActual: [
                      {
                        ID: "1",
                        EquipmentID: ["ASSY-2"],
                        EquipmentUse: "Machine time",
                        Quantity: unit("96.017", "MIN"),
                        EquipmentActualProperty: [{ ID: "Activity", Value: [{ ValueString: "RUN", DataType: "Code" }] }],
                      },
                    ],
                    MaterialActual: [
                      {
                        ID: "1",
                        MaterialUse: "Yield Produced",
                        Quantity: unit("48"),
                        MaterialActualProperty: [
                          {
                            ID: "OutputLot",
                            Value: [
                              { ValueString: "P1", DataType: "Identifier" },
                              { ValueString: "HU-9", DataType: "Identifier", Key: "HandlingUnit" },
                            ],
                            Quantity: unit("48"),
                          },
                        ],
                      },
                      {
                        ID: "2",
                        MaterialUse: { "@OtherValue": "Scrap Produced", $: "Other" },
                        Quantity: unit("2"),
                        MaterialActualProperty: [{ ID: "ReasonCode", Value: [{ ValueString: "0003", DataType: "Code" }] }],
                      },
                      // What no reason was given for is scrap all the same.
                      { ID: "3", MaterialUse: { "@OtherValue": "Scrap Produced", $: "Other" }, Quantity: unit("1") },
                      { ID: "4", MaterialUse: { "@OtherValue": "Rework Produced", $: "Other" }, Quantity: unit("1") },
                      {
                        ID: "5",
                        MaterialDefinitionID: ["CAST-01"],
                        MaterialLotID: ["C240115"],
                        MaterialUse: "Material Consumed",
                        Quantity: unit("50"),
                        MaterialActualProperty: [{ ID: "IssueMode", Value: [{ ValueString: "BACKFLUSH", DataType: "Code" }] }],
                      },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    },
  });
});

/** Every text in a document, by its path without indices. */
function textsIn(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [`${path}=${String(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, Array.isArray(value) ? path : `${path}/${key}`));
}

const stop = { stopId: "S-1", site: "SITE-A", line: "MILL", workUnit: "MILL-01", reason: "0077", reasonClass: "FAILURE" as const, from: "2026-03-16T10:42:00Z" };
const exception = {
  exception: "X-1",
  site: "SITE-A",
  kind: "WRONG_LOT",
  severity: 1,
  order: "1000217",
  operation: 20,
  workUnit: "MILL-01",
  lot: "L-1",
  summary: "A lot was mixed up",
};
const hold = { hold: "H-1", site: "SITE-A", item: "FG", lot: "P1", onHand: "48", uom: "PCE", comment: "Bore too wide" };
const confirmed = confirmationFact({ id: "0b7c2e55-91de-4a0a-8f0f-5f5e1f0e7a02", site: "SITE-A", subject: "1000217", sequence: 9 });
const { id, type, data } = confirmed;

describe("each message has its document, and what it says is in there", () => {
  const cases: readonly (readonly [SpokenMessage, string, readonly RegExp[]])[] = [
    [
      {
        ...envelope,
        type: "mes.material.issued.v1",
        data: {
          issueId: "I-1",
          order: "1000217",
          operation: 10,
          item: "CAST-01",
          lot: null,
          qty: "5",
          uom: "PCE",
          mode: "MANUAL_SCAN",
          activity: "RUN",
          workUnit: "MILL-01",
          location: "101A",
          substituteFor: "CAST-00",
          final: true,
        },
      },
      "ProcessOperationsPerformance",
      [/MaterialUse=Material Consumed/, /Location=101A/, /ValueString=CAST-00/, /EquipmentID=MILL-01/, /SegmentRequirementID=0010/],
    ],
    [
      receiptFact({ id: ID, site: "SITE-A", subject: "1000217", sequence: 17 }, "P1", "48"),
      "ProcessOperationsPerformance",
      [/MaterialUse=Material Produced/, /MaterialLotID=P1/, /QuantityString=48/, /ValueString=RELEASED/],
    ],
    [
      {
        ...envelope,
        type: "mes.material.scrapped.v1",
        data: { scrapId: "SC-1", order: null, operation: null, item: "CAST-01", lot: "C1", qty: "5", uom: "PCE", location: null, reason: "0003" },
      },
      "ProcessOperationsPerformance",
      [/@OtherValue=Material Scrapped/, /OperationsType=Inventory/, /ValueString=0003/],
    ],
    [
      { ...envelope, type: "mes.entry.reversed.v1", data: { reversalId: "R-1", order: "1000217", operation: 20, reason: "MISKEY", reversed: { id, type, data } } },
      "CancelOperationsPerformance",
      [/@actionCode=Delete/, /OperationsPerformance\/ID=0b7c2e55/, /ValueString=MISKEY/, /ValueString=4711\/1/, /MaterialUse=Yield Produced/],
    ],
    [
      {
        ...envelope,
        type: "mes.order.status.v1",
        data: { order: "1000217", state: "CANCELLED", reason: "0009", comment: "No more", quantity: { uom: "PCE", good: "7", scrap: "0", received: "7" } },
      },
      "SyncOperationsPerformance",
      [/@actionCode=Change/, /ResponseState\/@OtherValue=Cancelled/, /SegmentData\/ID=TotalGood/, /Description=No more/],
    ],
    [
      { ...envelope, type: "mes.order.acknowledged.v1", data: { order: "1000217", erpVersion: 1203, outcome: "REJECTED", code: "ORDER_CHANGE_CONFLICT", reason: "It runs" } },
      "AcknowledgeOperationsSchedule",
      [/@actionCode=Rejected/, /ReasonCode=ORDER_CHANGE_CONFLICT/, /OperationsRequest\/Version=12/],
    ],
    [
      { ...envelope, type: "mes.order.acknowledged.v1", data: { order: "1000217", erpVersion: 1200, outcome: "PARKED", code: null, reason: null } },
      "AcknowledgeOperationsSchedule",
      [/@actionCode=Accepted/, /ChangeStatus\/Code=PARKED/],
    ],
    [
      { ...envelope, type: "mes.line.down.v1", data: { ...stop, estimatedRestore: "2026-03-16T12:00:00Z", estimateAssumed: true, orders: ["1000217"] } },
      "SyncOperationsEventInformation",
      [/@actionCode=Add/, /OperationsEvent\/ID=S-1/, /Category=LINE_DOWN/, /EffectiveTimeStamp=2026-03-16T10:42:00Z/, /@schemeID=AssumedRestore/, /Source\/\$=1000217/],
    ],
    [
      { ...envelope, type: "mes.line.restored.v1", data: { ...stop, to: "2026-03-16T11:00:00Z", seconds: 1080 } },
      "SyncOperationsEventInformation",
      [/@actionCode=Change/, /OperationsEvent\/ID=S-1/, /Category=LINE_RESTORED/, /EffectiveTimeStamp=2026-03-16T11:00:00Z/, /Source\/\$=1080/],
    ],
    [
      { ...envelope, type: "mes.exception.raised.v1", data: exception },
      "SyncWorkAlert",
      [/@actionCode=Add/, /WorkAlert\/ID=X-1/, /Priority=1/, /MessageText=A lot was mixed up/, /ValueString=0020/],
    ],
    [
      { ...envelope, type: "mes.exception.resolved.v1", data: { ...exception, resolvedAt: "2026-03-16T12:00:00Z", cause: "Label", action: null } },
      "SyncWorkAlert",
      [/@actionCode=Change/, /WorkAlert\/ID=X-1/, /EffectiveEndDate=2026-03-16T12:00:00Z/, /ValueString=Label/],
    ],
    [{ ...envelope, type: "mes.lot.held.v1", data: hold }, "SyncMaterialLot", [/MaterialLot\/ID=P1/, /Status=ON_HOLD/, /Disposition=Restricted/, /ValueString=H-1/]],
    [{ ...envelope, type: "mes.lot.held.v1", data: { ...hold, held: "20" } }, "SyncMaterialLot", [/Status=ON_HOLD/, /HeldQuantity/, /ValueString=20/]],
    [
      { ...envelope, type: "mes.lot.released.v1", data: { ...hold, status: "RELEASED", stillHeld: "20" } },
      "SyncMaterialLot",
      [/Status=RELEASED/, /Disposition=Restricted/, /StillHeldQuantity/],
    ],
    [{ ...envelope, type: "mes.lot.released.v1", data: { ...hold, status: "RELEASED" } }, "SyncMaterialLot", [/Status=RELEASED/, /Disposition=UnRestricted/]],
    [
      {
        ...envelope,
        type: "mes.quality.recorded.v1",
        data: {
          check: "Q-1",
          site: "SITE-A",
          plan: "BORE",
          planVersion: "3",
          order: "1000217",
          operation: 20,
          item: "FG",
          lot: "P1",
          verdict: "FAIL",
          characteristics: [
            {
              position: 1,
              name: "Bore",
              kind: "VARIABLE",
              uom: "MMT",
              lowerLimit: "24.9",
              upperLimit: null,
              samples: 5,
              min: "24.8",
              max: "25.1",
              mean: "25",
              failed: 1,
              defects: [{ code: "D1", count: 2 }],
            },
          ],
        },
      },
      "SyncOperationsTestInformation",
      [
        /TestResult\/EvaluatedCriterionResult=Rejected/,
        /OperationsTestRequirementID=BORE\/3/,
        /PropertyMeasurement\/ID=Mean/,
        /PropertyMeasurement\/ID=Defect:D1/,
        /UnitOfMeasure=MMT/,
      ],
    ],
    [
      {
        ...envelope,
        type: "mes.genealogy.recorded.v1",
        data: {
          run: "RUN-1",
          site: "SITE-A",
          order: "1000217",
          operation: 20,
          workUnit: "ASM-01",
          from: "2026-03-16T10:00:00Z",
          to: "2026-03-16T11:00:00Z",
          inputs: [{ item: "CAST-01", lot: "C1", qty: "48", uom: "PCE" }],
          outputs: [{ item: "FG", lot: "P1", hu: null, qty: "48", uom: "PCE" }],
        },
      },
      "SyncOperationsPerformance",
      [/MaterialActual\/MaterialLotID=P1/, /AssemblyActual\/MaterialLotID=C1/, /@OtherValue=Genealogy/, /ValueString=RUN-1/],
    ],
    [
      { ...envelope, type: "mes.message.resolved.v1", data: { resolvedId: id, resolvedType: type, reason: "Posted by hand" } },
      "ConfirmBOD",
      [/Confirm\/OriginalApplicationArea\/BODID=0b7c2e55/, /Code=RESOLVED/, /Description=Posted by hand/],
    ],
  ];
  it.each(cases.map(([message, root, wanted]) => ({ name: `${message.type}: ${wanted[0]?.source ?? ""}`, message, root, wanted })))("$name", ({ message, root, wanted }) => {
    const document = said(message, "4711/1");
    expect(Object.keys(document as object)).toEqual([root]);
    const texts = textsIn(document);
    for (const each of wanted)
      expect(
        texts.some((one) => each.test(one)),
        `${each.source} in\n${texts.join("\n")}`,
      ).toBe(true);
    expect(texts).toContain(`/${root}/ApplicationArea/BODID=${ID}`);
    expect(texts).toContain(`/${root}/ApplicationArea/Sender/ReferenceID=1000217#17`);
  });
});

it("is the same document in either form", () => {
  const document = toDocument(confirmed, parties);
  const inXml = textsIn(read(write(document, "xml")).body);
  expect(inXml.toSorted()).toEqual(textsIn(read(write(document, "json")).body).toSorted());
});
