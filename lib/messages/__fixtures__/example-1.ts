import type { OrderData } from "@/lib/messages/erp-order.v1";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { type InboundData, inboundMessage } from "@/lib/messages/inbound-subject";

const TIME = "2026-03-02T06:00:00Z";
const SOURCE = "erp/example";
const validity = { validFrom: "2026-01-01T00:00:00Z", validTo: null };
const currency = "USD";

/** The order of domain §4.4: 200 FG-100 under the given number. */
export function exampleOrder(site: string, order: string, change: Partial<OrderData> = {}): InboundMessage {
  const data: OrderData = {
    order,
    erpVersion: 1,
    site,
    type: "STANDARD",
    status: "RELEASED",
    item: "FG-100",
    qty: "200",
    uom: "EA",
    plannedStart: null,
    due: "2026-03-31T16:00:00Z",
    priority: 10,
    overPct: "5",
    underPct: "5",
    bomVersion: "1",
    routingVersion: "1",
    components: null,
    operations: null,
    outputLot: null,
    customer: null,
    ...change,
  };
  return inboundMessage("erp.order.v1", data, SOURCE, TIME);
}

/** Everything that the ERP says before Example 1 of domain §4.4 can run at a site: master data, rates, standards, price, lots, and order PO-1001. */
export function example1(site: string): InboundMessage[] {
  const make = <Type extends InboundType>(type: Type, data: InboundData<Type>): InboundMessage => inboundMessage(type, data, SOURCE, TIME);
  const item = (code: string, text: string, kind: "RAW" | "FINISHED"): InboundMessage =>
    make("erp.item.v1", { site, item: code, erpVersion: 1, text, kind, baseUom: "EA", decimals: 0, units: [], tracking: "LOT", shelfLifeDays: null, minRemainingDays: 0, requiresRelease: false, status: "ACTIVE" });
  const centre = (workCentre: string, text: string, workUnit: string): InboundMessage =>
    make("erp.work-centre.v1", { site, workCentre, erpVersion: 1, text, area: null, type: "WORK_CELL", costCentre: null, units: [{ workUnit, text, assetNumber: null }], calendar: [], status: "ACTIVE" });
  const rate = (workCentre: string, element: "LABOUR" | "MACHINE" | "OVERHEAD", value: string, rateClass: string | null = null): InboundMessage =>
    make("erp.rate.v1", { site, workCentre, element, basis: element === "LABOUR" ? "LABOUR_H" : "MACHINE_H", rateClass, erpVersion: 1, rate: value, currency, ...validity });
  const standard = (code: string, costingLotSize: string, [material, labour, machine, overhead, total]: readonly [string, string, string, string, string]): InboundMessage =>
    make("erp.standard-cost.v1", { site, item: code, version: "1", erpVersion: 1, costingLotSize, material, labour, machine, overhead, total, currency, ...validity });
  const lot = (code: string, number: string, qty: string, unitCost: string): InboundMessage =>
    make("erp.lot.v1", {
      site,
      item: code,
      lot: number,
      erpVersion: 1,
      origin: "PURCHASED",
      supplierLot: null,
      receivedAt: TIME,
      madeAt: null,
      expiresAt: null,
      unitCost,
      currency,
      qualityStatus: "RELEASED",
      statusReason: null,
      uom: "EA",
      stock: [{ location: "MAIN", qty }],
    });
  const step = { milestone: true, overlapMinutes: null, optional: false, inspectionPlan: null, crew: "1" };
  const component = { uom: "EA", issueMode: "MANUAL_SCAN" as const, mixGroup: null, substitutes: [] };
  return [
    item("FG-100", "Pump, assembled", "FINISHED"),
    item("CAST-01", "Casting", "RAW"),
    item("SEAL-02", "Seal", "RAW"),
    centre("MACH", "Machining", "MACH-1"),
    centre("ASSY", "Assembly", "ASSY-2"),
    rate("MACH", "LABOUR", "28"),
    rate("MACH", "LABOUR", "29", "A2"),
    rate("MACH", "MACHINE", "42"),
    rate("MACH", "OVERHEAD", "12"),
    rate("ASSY", "LABOUR", "26"),
    rate("ASSY", "MACHINE", "10"),
    rate("ASSY", "OVERHEAD", "6"),
    make("erp.bom.v1", {
      site,
      item: "FG-100",
      version: "1",
      erpVersion: 1,
      status: "ACTIVE",
      ...validity,
      components: [
        { ...component, pos: 10, item: "CAST-01", qty: "1", scrapFactor: "0", operation: 10 },
        { ...component, pos: 20, item: "SEAL-02", qty: "2", scrapFactor: "0.02", operation: 20 },
      ],
    }),
    make("erp.routing.v1", {
      site,
      item: "FG-100",
      version: "1",
      erpVersion: 1,
      status: "ACTIVE",
      ...validity,
      operations: [
        { ...step, operation: 10, text: "Machining", workCentre: "MACH", setupMachineHours: "1", setupLabourHours: "1", runMachineHours: "0.05", runLabourHours: "0.05", yield: "0.98" },
        { ...step, operation: 20, text: "Assembly", workCentre: "ASSY", setupMachineHours: "0.5", setupLabourHours: "1", runMachineHours: "0.04", runLabourHours: "0.08", yield: "1" },
      ],
    }),
    standard("CAST-01", "1", ["14.2", "0", "0", "0", "14.2"]),
    standard("SEAL-02", "1", ["0.85", "0", "0", "0", "0.85"]),
    standard("FG-100", "200", ["16.223796", "3.778571", "2.777857", "0.927245", "23.707469"]),
    make("erp.price.v1", { site, item: "FG-100", customer: null, erpVersion: 1, price: "31.5", uom: "EA", currency, ...validity }),
    lot("CAST-01", "C-A", "150", "14.05"),
    lot("CAST-01", "C-B", "194", "14.6"),
    lot("CAST-01", "C-C", "66", "14.95"),
    lot("SEAL-02", "S-1", "810", "0.86"),
    lot("SEAL-02", "S-2", "20", "0.9"),
    exampleOrder(site, "PO-1001"),
  ];
}
