import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { decimal } from "@/lib/domain/shared/decimal";
import { type Move, moveType, WORK_ORDER } from "./api-types";
import { odooClient } from "./client";
import type { Desk } from "./desk";
import { fieldNames } from "./field-names";
import { lineStep } from "./line-step";
import { lotStep } from "./lot-step";
import { finishWorkOrderStep, markDoneStep, quantityStep } from "./order-steps";
import { scrapStep, whyValues } from "./scrap-step";
import { OdooSettings } from "./settings";
import { notebookOf, type Step } from "./steps";
import { lineDown } from "./testing/messages";
import { timeStep } from "./time-step";
import { toLineStop } from "./to-line-stop";

const Exchange = z.object({ request: z.object({ url: z.string(), body: z.record(z.string(), z.unknown()) }), response: z.object({ body: z.json() }) });
type Exchange = z.infer<typeof Exchange>;
const load = (name: string): Exchange[] =>
  z.object({ exchanges: z.array(Exchange) }).parse(JSON.parse(readFileSync(new URL(`__fixtures__/${name}.json`, import.meta.url), "utf8"))).exchanges;
const READS = ["/search_read", "/read"];
const isChange = (url: string) => !READS.some((end) => url.endsWith(end));

/**
 * A desk whose changes get the recorded answers, in the recorded order, and whose reads find what `held` names of a model: before the changes, and after
 * each of so many of them.
 */
function desk(
  name: string,
  held: (model: string, changed: number) => readonly object[],
): { readonly desk: Desk; readonly sent: { url: string; body: unknown }[]; readonly recorded: Exchange[] } {
  const recorded = load(name).filter(({ request }) => isChange(request.url));
  const sent: { url: string; body: unknown }[] = [];
  const settings = OdooSettings.parse({
    url: "https://odoo.test",
    protocol: "JSON2",
    version: 19,
    database: "works",
    login: "mes@example.test",
    site: "SITE-A",
    keyField: "x_mes_ref",
  });
  const client = odooClient(settings, { apiKey: "<api_key>" }, async ({ url, body = "{}" }) => {
    const path = url.replace("https://odoo.test", "");
    const answer = isChange(path) ? recorded[sent.push({ url: path, body: JSON.parse(body) as unknown }) - 1]?.response.body : held(path.split("/")[3] ?? "", sent.length);
    return { kind: "answer", status: 200, headers: {}, text: JSON.stringify(answer ?? null) };
  });
  return { desk: { client, settings, names: fieldNames(19), book: notebookOf({ memory: null, original: null, remember: async () => undefined }) }, sent, recorded };
}

/** Performs a step as the dispatcher does: what is there already is not done again. */
async function take(step: Step): Promise<void> {
  if ((await step.find()) === null) await step.perform();
}
const asRecorded = (recorded: readonly Exchange[]) => recorded.map(({ request: { url, body } }) => ({ url, body }));
const stamp = { write_date: "2026-03-16 05:15:02" };
const unit = { id: 1, name: "Units" };
const product = (id: number, code: string) => ({
  id,
  default_code: code,
  barcode: false,
  name: code,
  active: true,
  tracking: "lot",
  uom_id: [1, "Units"],
  standard_price: 1,
  product_tmpl_id: [id + 500, code],
  ...stamp,
});
const center = { id: 3, name: "Mill 1", code: "MILL-01", active: true, costs_hour: 60, time_start: 10, time_stop: 5, default_capacity: 1, working_state: "normal", ...stamp };
const orderRow = (change: object) => {
  const [row] = z.array(z.looseObject({})).parse(load("01-order-list-json2")[0]?.response.body);
  return { priority: "0", backorder_sequence: 0, location_src_id: [8, "WH/Stock"], location_dest_id: [8, "WH/Stock"], qty_produced: 0, lot_producing_ids: [], ...row, ...change };
};
const rowsOf = (index: number) => z.array(z.looseObject({ id: z.number() })).parse(load("03-order-detail")[index]?.response.body);
const workOrder = WORK_ORDER.schema.parse(rowsOf(0).find(({ id }) => id === 801));
const moves: readonly Move[] = rowsOf(1).map((row) => moveType(fieldNames(19)).schema.parse({ ...row, ...stamp, raw_material_production_id: [217, "WH/MO/00217"] }));

describe("what Odoo was told and answered, by the steps of the adapter", () => {
  it("04: a time entry, the quantity and the finished work order go out as recorded, and the finished one is seen as done", async () => {
    const done = z.array(z.looseObject({ state: z.string() })).parse(load("04-operation-confirmation").at(-1)?.response.body);
    const {
      desk: at,
      sent,
      recorded,
    } = desk("04-operation-confirmation", (model, changed) => {
      if (model === "mrp.workcenter.productivity.loss") return [{ id: 7, name: "Productive" }];
      if (model === "mrp.production") return [orderRow({ qty_producing: 0 })];
      if (model === "mrp.workorder") return [{ ...rowsOf(0).find(({ id }) => id === 801), ...(changed > 2 ? done[0] : {}) }];
      return [];
    });
    const key = "6f1d0c9e-4a43-4c0e-9d0a-2f4f4a1b7c11";
    await take(timeStep(at, workOrder, 3, { loss: "productive", seconds: 13_800, user: null }, new Date("2026-03-16T09:00:00Z"), key));
    await take(quantityStep(at, 217, decimal("48")));
    const finish = finishWorkOrderStep(at, workOrder);
    await take(finish);
    expect(sent).toEqual(asRecorded(recorded));
    expect(await finish.find()).toEqual([{ kind: "mrp.workorder", number: "801" }]);
  });

  it("05: the lot, the quantity, the lots that went in and the end with a backorder go out as recorded; the window that answers is no question", async () => {
    const [verified] = z.array(z.looseObject({ name: z.string() })).parse(load("05-issue-and-receipt").at(-1)?.response.body);
    const {
      desk: at,
      sent,
      recorded,
    } = desk("05-issue-and-receipt", (model, changed) => {
      if (model === "stock.lot") return changed === 0 ? [] : [{ id: changed < 3 ? 2201 : 2209, name: "lot", product_id: [61, "CAST-01"], create_date: stamp.write_date, ...stamp }];
      if (model === "mrp.production") return [orderRow(changed > 4 ? { qty_producing: 48, ...verified } : { qty_producing: 0 })];
      if (model === "product.product") return [changed < 3 ? product(61, "CAST-01") : product(62, "SEAL-02")];
      if (model === "uom.uom") return [unit];
      return [];
    });
    await take(lotStep(at, 51, "P000417", null));
    await take(quantityStep(at, 217, decimal("48"), async () => 3301));
    for (const [item, lot, qty] of [
      ["CAST-01", "C240115", "48"],
      ["SEAL-02", "S000981", "96"],
    ] as const)
      await take(await lineStep(at, item, { item, lot, qty: decimal(qty), uom: "Units", location: null }, moves, null));
    const end = markDoneStep(at, 217, "backorder");
    await take(end);
    expect(sent).toEqual(asRecorded(recorded));
    expect(await end.find()).toEqual([{ kind: "mrp.production", number: "WH/MO/00217-001" }]);
  });

  it("08: scrap with its reason goes out as recorded and is known again by its key", async () => {
    const posted = { id: 410, name: "SP/00041", state: "done", product_id: [61, "CAST-01"], production_id: [217, "WH/MO/00217"], scrap_qty: 2 };
    const {
      desk: at,
      sent,
      recorded,
    } = desk("08-scrap-with-reason", (model, changed) => {
      if (model === "stock.scrap.reason.tag") return [{ id: 4, name: "Tool breakage" }];
      return changed > 1 ? [posted] : [];
    });
    const key = "77aa21c0-5dd2-47d0-8a53-0c1f2a3b4c5d";
    const values = async () => ({ product_id: 61, scrap_qty: 2, product_uom_id: 1, lot_id: 2201, production_id: 217, workorder_id: 801 });
    const step = scrapStep(at, { key, item: "CAST-01", why: await whyValues(at, key, "Tool breakage"), fromProduction: false, values });
    await take(step);
    expect(sent).toEqual(asRecorded(recorded));
    expect(await step.find()).toEqual([{ kind: "stock.scrap", number: "SP/00041" }]);
  });

  it("09: a stop goes out as recorded, with the words of the stop; it is ended by its own row and never by unblocking the work centre", async () => {
    const {
      desk: at,
      sent,
      recorded,
    } = desk("09-line-down", (model) => {
      if (model === "mrp.workcenter") return [center];
      if (model === "mrp.workcenter.productivity.loss") return [{ id: 2, name: "Availability" }];
      return [];
    });
    const [stop] = (await toLineStop(at, lineDown("Spindle alarm 4077", "MES-DT-000731"))).steps;
    if (stop === undefined) throw new Error("a stop has no step");
    await take(stop);
    const [first] = asRecorded(recorded);
    const sentRow = z.object({ vals_list: z.tuple([z.record(z.string(), z.unknown())]) });
    const { description, ...row } = sentRow.parse(sent[0]?.body).vals_list[0];
    const { description: _, ...wanted } = sentRow.parse(first?.body).vals_list[0];
    expect([sent[0]?.url, row]).toEqual([first?.url, wanted]);
    expect(description).toBe("MES MES-DT-000731 MILL-01.UNIT, Spindle alarm 4077");
    expect(sent.some(({ url }) => url.endsWith("/unblock"))).toBe(false);
  });
});
