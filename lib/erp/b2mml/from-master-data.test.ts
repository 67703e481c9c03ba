import { describe, expect, it } from "vitest";
import { inbound, json, messagesOf, pieces, property, reasonOf, value } from "./testing/inbound";

describe("a material", () => {
  const base = { ID: "FG", Version: "4", Description: ["Pump"], MaterialClassID: ["FINISHED"] };
  it("is an item, with its standard cost where it has one", () => {
    const MaterialDefinitionProperty = [
      property("BaseUnit", value("PCE")),
      property("Decimals", value("0")),
      property("Unit", value("1/12", "DZN")),
      property("Tracking", value("LOT")),
      property("GTIN", value("4006381333931")),
      property("ShelfLifeDays", value("90")),
      property("RequiresRelease", value("true")),
      property("CostingLotSize", value("200")),
      property("StandardCost", value("16.2", "USD", "material"), value("3.7", "USD", "labour"), value("2.7", "USD", "machine"), value("0.9", "USD", "overhead")),
    ];
    expect(messagesOf(json("SyncMaterialDefinition", "MaterialDefinition", [{ ...base, MaterialDefinitionProperty }]))).toMatchObject([
      {
        type: "erp.item.v1",
        data: {
          item: "FG",
          text: "Pump",
          kind: "FINISHED",
          baseUom: "EA",
          units: [{ uom: "DZN", numerator: 1, denominator: 12 }],
          tracking: "LOT",
          shelfLifeDays: 90,
          requiresRelease: true,
          gtin: "4006381333931",
        },
      },
      { type: "erp.standard-cost.v1", data: { material: "16.2", labour: "3.7", machine: "2.7", overhead: "0.9", total: "23.5", costingLotSize: "200", currency: "USD" } },
    ]);
  });
  it.each([
    ["without a base unit", [], /no property BaseUnit/],
    ["whose GTIN is none", [property("BaseUnit", value("PCE")), property("GTIN", value("FG-1"))], /gtin/],
    ["of an unknown kind of tracking", [property("BaseUnit", value("PCE")), property("Tracking", value("MAYBE"))], /tracking/],
    ["with a cost without a currency", [property("BaseUnit", value("PCE")), property("StandardCost", value("1"))], /one currency/],
    ["with a unit that is no fraction", [property("BaseUnit", value("PCE")), property("Unit", value("12", "DZN"))], /not written n\/d/],
  ])("%s is kept with its reason", (_, MaterialDefinitionProperty, reason) => {
    expect(reasonOf(json("SyncMaterialDefinition", "MaterialDefinition", [{ ...base, MaterialDefinitionProperty }]))).toMatch(reason);
  });
  it("is not withdrawn", () => {
    const verb = { ActionCriteria: [{ ActionExpression: [{ "@actionCode": "Delete" }] }] };
    expect(reasonOf(json("SyncMaterialDefinition", "MaterialDefinition", [base], verb))).toMatch(/is not withdrawn/);
  });
});

describe("a lot", () => {
  const base = { ID: "C-A", Version: "2", MaterialDefinitionID: "CAST-01", Status: "RELEASED", MaterialLotProperty: [property("UnitCost", value("14.05", "USD"))] };
  const at = (Location: string, qty: string) => ({ StorageLocation: { Location, LocationType: "Operational Location ID" }, Quantity: pieces(qty) });
  const lotOf = (change: object) => json("ShowMaterialInformation", "MaterialInformation", [{ MaterialLot: [{ ...base, ...change }] }]);
  it("has its stock in itself or in its sublots", () => {
    expect(messagesOf(lotOf(at("MAIN", "150")))).toMatchObject([
      { type: "erp.lot.v1", data: { lot: "C-A", item: "CAST-01", unitCost: "14.05", currency: "USD", uom: "EA", stock: [{ location: "MAIN", qty: "150" }] } },
    ]);
    expect(
      messagesOf(
        lotOf({
          MaterialSubLot: [
            { ID: "1", ...at("MAIN", "100") },
            { ID: "2", ...at("LINE", "50") },
          ],
        }),
      ),
    ).toMatchObject([
      {
        data: {
          stock: [
            { location: "MAIN", qty: "100" },
            { location: "LINE", qty: "50" },
          ],
        },
      },
    ]);
  });
  it.each([
    [{ Status: "ON_HOLD" }, "ON_HOLD"],
    [{ Status: undefined, Disposition: "UnRestricted" }, "RELEASED"],
    [{ Status: "whatever", Disposition: "Restricted" }, "ON_HOLD"],
    [{ Status: undefined, Disposition: "In-Process" }, "PENDING"],
    [{ Status: undefined }, "PENDING"],
  ])("%j is %s", (change, qualityStatus) => expect(messagesOf(lotOf({ ...change, ...at("MAIN", "1") }))).toMatchObject([{ data: { qualityStatus } }]));
  it.each([
    ["without a material", { MaterialDefinitionID: undefined, ...at("MAIN", "1") }, /names no material/],
    ["without a cost", { MaterialLotProperty: [], ...at("MAIN", "1") }, /no property UnitCost/],
    ["with stock nowhere", { Quantity: pieces("1") }, /without a location/],
    [
      "in two units",
      {
        MaterialSubLot: [
          { ID: "1", ...at("A", "1") },
          { ID: "2", StorageLocation: { Location: "B" }, Quantity: pieces("1", "KGM") },
        ],
      },
      /more than one unit/,
    ],
    ["in an unknown status", { Status: "MAYBE", ...at("MAIN", "1") }, /unknown status "MAYBE"/],
  ])("%s is kept with its reason", (_, change, reason) => expect(reasonOf(lotOf(change))).toMatch(reason));
});

it("reads work centres, their units and their rates from any level down", () => {
  const centre = {
    ID: "MILL-01",
    Version: "3",
    Description: ["Milling"],
    EquipmentLevel: "WorkCenter",
    EffectiveStartDate: "2026-01-01T00:00:00Z",
    EquipmentProperty: [
      property("LabourRate", value("28", "USD"), value("29", "USD", "A2")),
      property("MachineRate", value("42", "USD")),
      property("OverheadRate", value("12", "USD", "LABOUR_H")),
    ],
    EquipmentChild: [{ ID: "MILL-01.1", Description: ["Mill one"], EquipmentLevel: "WorkUnit", PhysicalAssetID: "A-77" }],
  };
  const tree = [{ ID: "1010", EquipmentLevel: "Site", EquipmentChild: [{ ID: "HALL-1", EquipmentLevel: "Area", EquipmentChild: [centre] }] }];
  expect(messagesOf(json("ShowEquipmentInformation", "EquipmentInformation", [{ ID: "E", Equipment: tree }]))).toMatchObject([
    {
      type: "erp.work-centre.v1",
      data: { workCentre: "MILL", text: "Milling", area: "HALL-1", type: "WORK_CELL", units: [{ workUnit: "MILL-01.1", text: "Mill one", assetNumber: "A-77" }] },
    },
    { type: "erp.rate.v1", data: { element: "LABOUR", basis: "LABOUR_H", rateClass: null, rate: "28", currency: "USD", validFrom: "2026-01-01T00:00:00.000Z" } },
    { type: "erp.rate.v1", data: { element: "LABOUR", rateClass: "A2", rate: "29" } },
    { type: "erp.rate.v1", data: { element: "MACHINE", basis: "MACHINE_H", rate: "42" } },
    { type: "erp.rate.v1", data: { element: "OVERHEAD", basis: "LABOUR_H", rate: "12" } },
  ]);
  expect(reasonOf(json("SyncEquipment", "Equipment", [{ ID: "X", EquipmentLevel: "StorageZone" }]))).toMatch(/neither a work centre/);
  expect(reasonOf(json("SyncEquipment", "Equipment", [{ ...centre, EquipmentProperty: [property("MachineRate", value("42"))] }]))).toMatch(/no currency/);
});

describe("a definition", () => {
  const definition = {
    ID: "FG/1",
    Version: "5",
    EffectiveStartDate: "2026-01-01T00:00:00Z",
    OperationsSegment: [
      {
        ID: "0010",
        Description: ["Machining"],
        ParameterSpecification: [property("MachineTimePerUnit", value("3", "MIN"))],
        EquipmentSpecification: [{ ID: "1", EquipmentID: ["MILL-01"] }],
        MaterialSpecification: [
          {
            ID: "C1",
            MaterialDefinitionID: ["CAST-01"],
            MaterialUse: "Consumed",
            Quantity: pieces("100"),
            MaterialSpecificationProperty: [property("ScrapFactor", value("0.02")), property("IssueMode", value("MANUAL_SCAN"))],
          },
          { ID: "P1", MaterialDefinitionID: ["FG"], MaterialUse: "Produced", Quantity: pieces("100") },
        ],
      },
    ],
  };
  const bill = { ID: "FG/1", Version: "6", OperationsMaterialBillItem: [{ ID: "10", MaterialSpecificationID: ["C1"], Quantity: pieces("200") }] };
  const both = (change: object) =>
    json("SyncOperationsDefinitionInformation", "OperationsDefinitionInformation", [
      { ID: "D", OperationsDefinition: [definition], OperationsMaterialBill: [{ ...bill, ...change }] },
    ]);
  it("is a routing, and its bill a BOM", () => {
    expect(messagesOf(both({}))).toMatchObject([
      {
        type: "erp.routing.v1",
        data: {
          item: "FG",
          version: "1",
          status: "ACTIVE",
          validFrom: "2026-01-01T00:00:00.000Z",
          validTo: null,
          operations: [{ operation: 10, workCentre: "MILL", runMachineHours: "0.05" }],
        },
      },
      {
        type: "erp.bom.v1",
        data: { item: "FG", version: "1", components: [{ pos: 10, item: "CAST-01", qty: "2", uom: "EA", scrapFactor: "0.02", operation: 10, issueMode: "MANUAL_SCAN" }] },
      },
    ]);
  });
  it.each([
    ["a bill without its definition", { ID: "FG/2" }, /comes without the definition/],
    ["an item that no segment consumes", { OperationsMaterialBillItem: [{ ID: "10", MaterialSpecificationID: ["P1"] }] }, /names no material that a segment/],
    ["a bill that names no version", { ID: "FG" }, /not named/],
  ])("%s is kept with its reason", (_, change, reason) => {
    const result = inbound(both(change));
    expect(result).toMatchObject({
      kind: "objects",
      read: { messages: [{ type: "erp.routing.v1" }], unreadable: [{ type: "erp.bom.v1", reason: expect.stringMatching(reason) }] },
    });
  });
});

describe("a person", () => {
  const base = { ID: "P-0417", Version: "3", PersonName: "Ada Miller", PersonnelClassID: ["A2"] };
  const person = (more: object) => json("SyncPersonnelInformation", "PersonnelInformation", [{ Person: [{ ...base, ...more }] }]);
  it("is one of its rate class, with the qualifications that the partner keeps", () => {
    const PersonProperty = [property("Qualification", value("WELDING"), value("CRANE", undefined, "2026-12-31T23:00:00Z"))];
    expect(messagesOf(person({ PersonProperty }))).toMatchObject([
      {
        type: "erp.person.v1",
        id: "erp.person.v1:SITE-A/P-0417:300",
        data: {
          person: "P-0417",
          name: "Ada Miller",
          rateClass: "A2",
          status: "ACTIVE",
          qualifications: [
            { capability: "WELDING", validTo: null },
            { capability: "CRANE", validTo: "2026-12-31T23:00:00.000Z" },
          ],
        },
      },
    ]);
    expect(messagesOf(json("SyncPerson", "Person", [base]))).toMatchObject([{ data: { qualifications: null } }]);
  });
  it.each([
    ["says so", { PersonProperty: [property("Status", value("INACTIVE"))] }, "INACTIVE"],
    ["has left", { EffectiveEndDate: "2026-03-15T23:00:00Z" }, "INACTIVE"],
    ["will leave", { EffectiveEndDate: "2026-04-30T22:00:00Z" }, "ACTIVE"],
  ])("who %s is that", (_, more, status) => expect(messagesOf(person(more))).toMatchObject([{ data: { status } }]));
  it("without a personnel class is kept with that reason", () => {
    expect(reasonOf(person({ PersonnelClassID: [] }))).toMatch(/no PersonnelClassID/);
  });
});
