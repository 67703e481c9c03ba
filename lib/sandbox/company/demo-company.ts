import { inboundMessage } from "@/lib/messages/inbound-subject";
import type { InboundMessage } from "@/lib/messages/inbound";
import { demoBom } from "./boms";
import { demoCommitments, demoCustomerOf } from "./commitments";
import { hoursAfter } from "./hours-after";
import { DEMO_MATERIALS, DEMO_PRODUCTS } from "./items";
import { demoLots } from "./lots";
import { demoOrders } from "./orders";
import { demoCalendar, demoDeliveries, demoInspectionPlan, demoPeople } from "./plant-data";
import { demoPrice } from "./prices";
import { demoRates } from "./rates";
import { demoRouting } from "./routings";
import { type DemoSite, DEMO_SITES } from "./sites";
import { demoStandardCost } from "./standard-costs";

export const DEMO_SOURCE = "erp/demo";
/** Costing lot size of every product. */
const COSTING_LOT_SIZE = "6000";

/**
 * Everything that the demo company's ERP holds at `start`, in the order in which it refers to itself: items before BOMs, orders last.
 * The same start and seed give the same company, to the cent.
 */
export function demoCompany(start: Date, seed: number): InboundMessage[] {
  const validFrom = hoursAfter(start, -24 * 90);
  const time = start.toISOString();
  const validity = { validFrom, validTo: null };
  const messages = DEMO_SITES.flatMap((site) => [
    ...[...DEMO_MATERIALS, ...DEMO_PRODUCTS].map((item) =>
      inboundMessage(
        "erp.item.v1",
        {
          site: site.site,
          item: item.item,
          erpVersion: 1,
          text: item.text,
          kind: item.kind,
          baseUom: item.baseUom,
          decimals: item.decimals,
          units: [],
          tracking: "LOT",
          shelfLifeDays: item.shelfLifeDays,
          minRemainingDays: item.minRemainingDays,
          requiresRelease: item.requiresRelease,
          status: "ACTIVE",
        },
        DEMO_SOURCE,
        time,
      ),
    ),
    ...workCentres(site, time, validFrom),
    inboundMessage("erp.calendar.v1", demoCalendar(site.site), DEMO_SOURCE, time),
    ...demoPeople(site.site).map((one) => inboundMessage("erp.person.v1", one, DEMO_SOURCE, time)),
    inboundMessage("erp.inspection-plan.v1", demoInspectionPlan(site.site, validFrom), DEMO_SOURCE, time),
    ...demoDeliveries(site.site, start).map((one) => inboundMessage("erp.delivery.v1", one, DEMO_SOURCE, time)),
    ...DEMO_PRODUCTS.flatMap(({ item }) => [
      inboundMessage("erp.bom.v1", { site: site.site, item, version: "1", erpVersion: 1, status: "ACTIVE", ...validity, components: demoBom(item) }, DEMO_SOURCE, time),
      inboundMessage(
        "erp.routing.v1",
        { site: site.site, item, version: "1", erpVersion: 1, status: "ACTIVE", ...validity, operations: demoRouting(site.site, item) },
        DEMO_SOURCE,
        time,
      ),
    ]),
    ...[...DEMO_MATERIALS, ...DEMO_PRODUCTS].map(({ item }) =>
      inboundMessage(
        "erp.standard-cost.v1",
        { site: site.site, item, version: "1", erpVersion: 1, costingLotSize: COSTING_LOT_SIZE, ...demoStandardCost(site.site, item), currency: site.currency, ...validity },
        DEMO_SOURCE,
        time,
      ),
    ),
    ...DEMO_PRODUCTS.filter(({ kind }) => kind === "FINISHED").map(({ item, baseUom }) =>
      inboundMessage(
        "erp.price.v1",
        { site: site.site, item, customer: null, erpVersion: 1, price: demoPrice(item), uom: baseUom, currency: site.currency, ...validity },
        DEMO_SOURCE,
        time,
      ),
    ),
    ...demoLots(site, start, seed, (item) => demoStandardCost(site.site, item).total).map((lot) => inboundMessage("erp.lot.v1", lot, DEMO_SOURCE, time)),
  ]);
  const commitments = demoCommitments(start).map((data) => inboundMessage("erp.commitment.v1", data, DEMO_SOURCE, time));
  const orders = demoOrders(start, demoCustomerOf).map((data) => inboundMessage("erp.order.v1", data, DEMO_SOURCE, orderedAt(data.plannedStart, start)));
  return [...messages, ...commitments, ...orders];
}

/** The one tool of the demo: calibrated for half a year. */
const PROBE = { workCentre: "PAST-2", tool: "PROBE-2", text: "Temperature probe 2", hours: 24 * 182 };

/** The office gives an order out a day before its planned start; none later than now. */
function orderedAt(plannedStart: string | null, start: Date): string {
  const dayBefore = hoursAfter(plannedStart === null ? start : new Date(plannedStart), -24);
  return dayBefore < start.toISOString() ? dayBefore : start.toISOString();
}

function workCentres(site: DemoSite, time: string, validFrom: string): InboundMessage[] {
  const everyDay = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: "00:00", to: "24:00" }));
  return site.areas.flatMap((area) =>
    area.workCentres.flatMap((centre, position) => {
      const units = centre.units.map((unit) => ({ workUnit: unit.workUnit, text: unit.text, assetNumber: `${centre.costCentre}-${position + 1}-${unit.workUnit.slice(-3)}` }));
      return [
        inboundMessage(
          "erp.work-centre.v1",
          {
            site: site.site,
            workCentre: centre.workCentre,
            erpVersion: 1,
            text: centre.text,
            area: area.area,
            type: centre.type,
            costCentre: centre.costCentre,
            units,
            ...(centre.workCentre === PROBE.workCentre
              ? { tools: [{ tool: PROBE.tool, text: PROBE.text, status: "AVAILABLE" as const, validUntil: hoursAfter(new Date(time), PROBE.hours) }] }
              : {}),
            calendar: everyDay,
            status: "ACTIVE",
          },
          DEMO_SOURCE,
          time,
        ),
        ...demoRates(centre.workCentre).map((rate) =>
          inboundMessage(
            "erp.rate.v1",
            { site: site.site, workCentre: centre.workCentre, ...rate, erpVersion: 1, currency: site.currency, validFrom, validTo: null },
            DEMO_SOURCE,
            time,
          ),
        ),
      ];
    }),
  );
}
