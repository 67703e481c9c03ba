import { eq } from "drizzle-orm";
import { exception } from "@/db/schema/exception";
import { equipment, site } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { Database } from "@/db/client";
import type { Actor } from "@/lib/auth/actor";
import { acknowledgeException } from "@/lib/commands/execution/acknowledge-exception";
import { examplePlant } from "@/lib/commands/execution/testing/example-plant";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { type InboundData, inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";

const TIME = "2026-03-16T06:00:00Z";
const SITE = "SITE-A";
const currency = "USD";
const make = <Type extends InboundType>(type: Type, data: InboundData<Type>): InboundMessage => inboundMessage(type, data, "erp/example-p", TIME);

/** An instant of the example's week, on the site's clock: `wall("Mon", "10:00")`. The week begins on 16 March 2026, an hour ahead of UTC. */
export function wall(day: "Mon" | "Tue" | "Wed" | "Thu" | "Fri", time: string): string {
  const date = 16 + ["Mon", "Tue", "Wed", "Thu", "Fri"].indexOf(day);
  return new Date(`2026-03-${date}T${time}:00+01:00`).toISOString();
}

/** What the ERP says before Example P of domain §6.3: two products, line L1 and packing P1 with their hours, two orders, four promises, stock. */
function messages(): InboundMessage[] {
  const validity = { validFrom: "2026-01-01T00:00:00Z", validTo: null };
  const item = (code: string, text: string) =>
    make("erp.item.v1", {
      site: SITE,
      item: code,
      erpVersion: 1,
      text,
      kind: "FINISHED",
      baseUom: "EA",
      decimals: 0,
      units: [],
      tracking: "LOT",
      shelfLifeDays: null,
      minRemainingDays: 0,
      requiresRelease: false,
      status: "ACTIVE",
    });
  const centre = (workCentre: string, workUnit: string) =>
    make("erp.work-centre.v1", {
      site: SITE,
      workCentre,
      erpVersion: 1,
      text: workCentre,
      area: null,
      type: "PRODUCTION_LINE",
      costCentre: null,
      status: "ACTIVE",
      units: [{ workUnit, text: workUnit, assetNumber: null }],
      calendar: [1, 2, 3, 4, 5].map((weekday) => ({ shift: "Day", weekday, from: "06:00", to: "22:00" })),
    });
  const step = { milestone: true, overlapMinutes: null, optional: false, inspectionPlan: null, crew: "1", setupLabourHours: "0", runLabourHours: "0", yield: "1" };
  const routing = (code: string, setup: string, run: string) =>
    make("erp.routing.v1", {
      site: SITE,
      item: code,
      version: "1",
      erpVersion: 1,
      status: "ACTIVE",
      ...validity,
      operations: [
        { ...step, operation: 30, text: "Filling", workCentre: "L1", setupMachineHours: setup, runMachineHours: run },
        // Packing takes whole batches, six hours each.
        { ...step, operation: 40, text: "Packing", workCentre: "P1", setupMachineHours: "6", runMachineHours: "0" },
      ],
    });
  const bom = (code: string) => make("erp.bom.v1", { site: SITE, item: code, version: "1", erpVersion: 1, status: "ACTIVE", ...validity, components: [] });
  const order = (number: string, code: string, qty: string, due: string) =>
    make("erp.order.v1", {
      order: number,
      erpVersion: 1,
      site: SITE,
      type: "STANDARD",
      status: "RELEASED",
      item: code,
      qty,
      uom: "EA",
      plannedStart: null,
      due,
      priority: 10,
      overPct: "0",
      underPct: "0",
      bomVersion: "1",
      routingVersion: "1",
      components: null,
      operations: null,
      outputLot: null,
      customer: null,
    });
  const promise = (commitment: string, code: string, qty: string, due: string) =>
    make("erp.commitment.v1", {
      site: SITE,
      commitment,
      line: 1,
      erpVersion: 1,
      customer: "C-01",
      customerName: "Customer 01",
      item: code,
      qty,
      uom: "EA",
      due,
      priorityClass: "A",
      penaltyPerUnitDay: "1.5",
      currency,
      status: "OPEN",
    });
  const lot = (code: string, number: string, qty: string) =>
    make("erp.lot.v1", {
      site: SITE,
      item: code,
      lot: number,
      erpVersion: 1,
      origin: "PRODUCED",
      supplierLot: null,
      receivedAt: TIME,
      madeAt: TIME,
      expiresAt: null,
      unitCost: "1",
      currency,
      qualityStatus: "RELEASED",
      statusReason: null,
      uom: "EA",
      stock: [{ location: "FG", qty }],
    });
  return [
    item("FG-A", "Oat Barista"),
    item("FG-B", "Oat Choc"),
    centre("L1", "L1.FILLER"),
    centre("P1", "P1.PACKER"),
    bom("FG-A"),
    bom("FG-B"),
    routing("FG-A", "0", "0.01"),
    routing("FG-B", "1", "0.011111"),
    lot("FG-A", "A-0", "150"),
    lot("FG-B", "B-0", "100"),
    order("O-501", "FG-A", "1200", wall("Tue", "18:00")),
    order("O-502", "FG-B", "900", wall("Wed", "18:00")),
    promise("SO-1", "FG-A", "700", wall("Tue", "18:00")),
    promise("SO-2", "FG-A", "500", wall("Wed", "18:00")),
    promise("SO-3", "FG-B", "600", wall("Wed", "18:00")),
    promise("SO-4", "FG-B", "300", wall("Fri", "12:00")),
  ];
}

/** Example P of domain §6.3 in an empty database: L1 fails on Monday at ten, maintenance expects it back on Tuesday at ten. */
export async function exampleP(db: Database) {
  const plant = await examplePlant(db);
  await plant.hear(messages());
  const planner: Actor = { ...plant.lead, name: "Planner A", personId: null, sites: [{ siteId: plant.siteId, code: SITE, roles: ["PLANNER"] }] };
  const lead: Actor = { ...plant.lead, sites: [{ siteId: plant.siteId, code: SITE, roles: ["LEAD"] }] };
  const unit = await plant.unitId("L1.FILLER");
  const exceptionId = newId();

  /** L1 fails; with `estimate`, the planner hears at once from maintenance when it is back. */
  async function fail(estimate: string | null): Promise<void> {
    const from = new Date(wall("Mon", "10:00"));
    const stopId = newId();
    const [line] = await db.select({ id: equipment.parentId }).from(equipment).where(eq(equipment.id, unit));
    await db
      .insert(stateInterval)
      .values({ id: stopId, siteId: plant.siteId, workUnitId: unit, state: "DOWN", rawState: "DOWN", reasonCode: "BRK-MECH", source: "PLC", fromAt: from });
    await db.insert(exception).values({
      id: exceptionId,
      siteId: plant.siteId,
      class: "LINE_DOWN",
      severity: 1,
      state: "RAISED",
      workUnitId: unit,
      subject: unit,
      detail: { stopId, workCentreId: line?.id, reasonCode: "BRK-MECH", from: from.toISOString() },
      owner: "LEAD",
      raisedAt: from,
    });
    if (estimate !== null) await plant.does(planner, acknowledgeException, from, { exceptionId, estimatedRestore: estimate });
  }

  /** A second site, with a planner who sees nothing of the first. */
  async function stranger(): Promise<Actor> {
    const siteId = newId();
    const [first] = await db.select().from(site).where(eq(site.id, plant.siteId));
    if (first === undefined) throw new Error("the example has no site");
    await db.insert(site).values({ ...first, id: siteId, code: "SITE-X", name: "Site X" });
    return { ...planner, name: "Planner X", sites: [{ siteId, code: "SITE-X", roles: ["PLANNER"] }] };
  }

  return { ...plant, planner, lead, unit, exceptionId, fail, stranger };
}
