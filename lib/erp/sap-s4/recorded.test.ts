import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { HttpRequest } from "@/lib/erp/http/request";
import { sapSystem } from "./adapter";
import { accepted } from "./testing/sap-bench";
import { checked, confirmed, delivery, issued, lineDown } from "./testing/messages";
import { fixture } from "./testing/sap-state";

const LANDED = "6f1d0c9e-4a43-4c0e-9d0a-2f4f4a1b7c11";
const OTHER = "0b7c2e55-91de-4a0a-8f0f-5f5e1f0e7a02";
const Exchange = z.object({
  request: z.object({ method: z.string(), url: z.string(), body: z.record(z.string(), z.unknown()).optional() }),
  response: z.object({ status: z.number(), body: z.unknown() }),
});
type Exchange = z.infer<typeof Exchange>;
const exchangesOf = (name: string): Exchange[] =>
  z.object({ exchanges: z.array(Exchange) }).parse(JSON.parse(readFileSync(new URL(`__fixtures__/${name}.json`, import.meta.url), "utf8"))).exchanges;
/** What was recorded as sent, without what is the plant's own: keys, texts, the clock, and people, whom SAP is not told by name. */
function bodyOf(name: string, index: number, ...own: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(exchangesOf(name)[index]?.request.body ?? {}).filter(([field]) => !own.includes(field)));
}
const rows = (...results: object[]) => ({ d: { results } });

/** What else SAP is asked, by the end of the path: once what stands first, and what stands last from then on. */
type Asked = Readonly<Record<string, readonly { readonly status?: number; readonly body: unknown }[]>>;

/** An adapter that gets the recorded answers: to the same call with the same filter, or else to what `asked` names. */
function replay(name: string, asked: Asked = {}, settings: object = {}, order: unknown = fixture("03-order-detail", 0)) {
  const sent: { readonly path: string; readonly body: Record<string, unknown> }[] = [];
  const left = new Map(Object.entries(asked).map(([path, answers]) => [path, [...answers]]));
  const adapter = sapSystem.create(
    { baseUrl: "https://s4.example.test", user: "MES", plant: "1010", site: "SITE-A", timeoutSeconds: 5, ...settings },
    { secret: "secret-of-this-test", webhookSecrets: ["webhook-secret-of-this-test"] },
    async (request: HttpRequest) => {
      const url = new URL(request.url);
      const path = url.pathname.replace("/sap/opu/odata/sap", "");
      const answer = (status: number, body: unknown) => ({ kind: "answer" as const, status, headers: { "x-csrf-token": "token" }, text: JSON.stringify(body) });
      if (request.headers?.["x-csrf-token"] === "Fetch") return answer(200, {});
      if (request.body !== undefined) sent.push({ path, body: z.record(z.string(), z.unknown()).parse(JSON.parse(request.body)) });
      const named = [...left].find(([end]) => request.method === "GET" && decodeURIComponent(path).endsWith(end))?.[1];
      const next = named !== undefined && named.length > 1 ? named.shift() : named?.[0];
      if (next !== undefined) return answer(next.status ?? 200, next.body);
      if (path.includes("/A_ProductionOrder_2(")) return answer(200, order);
      const found = exchangesOf(name).find(({ request: { method, url: recorded } }) => {
        const known = new URL(recorded, "https://s4.example.test");
        return method === request.method && known.pathname.endsWith(path) && known.searchParams.get("$filter") === url.searchParams.get("$filter");
      });
      if (found === undefined) throw new Error(`nothing is recorded for ${request.method} ${decodeURIComponent(request.url)}`);
      return answer(found.response.status, found.response.body);
    },
  );
  return { adapter, sent };
}

describe("what SAP answered, read by the adapter", () => {
  it("05: the final confirmation with its receipt goes out as recorded, and its documents are those of the answer", async () => {
    const message = confirmed(
      "1000217",
      {
        operation: 20,
        workUnit: "ASM-01.UNIT",
        final: true,
        quantity: { uom: "EA", good: "48", scrap: "0", rework: "0" },
        scrapReasons: [],
        time: [
          { activity: "SETUP", machineSeconds: 300, labour: [] },
          { activity: "RUN", machineSeconds: 0, labour: [{ person: "OP-1042", rateClass: "A2", seconds: 8100 }] },
        ],
        consumption: [],
        output: [{ lot: "P000417", hu: null, qty: "48", from: "2026-03-16T14:00:00Z", to: "2026-03-16T16:15:00Z" }],
      },
      OTHER,
    );
    const answered = z.object({ d: z.object({ to_ProdnOrdConfMatlDocItm: z.unknown() }) }).parse(fixture("05-confirmation-final-with-receipt", 0));
    const movements = [{ body: { d: answered.d.to_ProdnOrdConfMatlDocItm } }];
    const { adapter, sent } = replay("05-confirmation-final-with-receipt", { ProdnOrdConfMatlDocItm: movements }, { receiptWith: "CONFIRMATION" });
    const booked = accepted(await adapter.post({ ...message, time: "2026-03-16T16:20:00Z" }, delivery()));
    // Work centre and plant are sent only where they differ from the plan.
    expect(sent.map(({ body }) => body)).toMatchObject([bodyOf("05-confirmation-final-with-receipt", 0, "WorkCenter", "Plant")]);
    expect(booked).toMatchObject({
      document: "4712/1",
      parts: [
        { kind: "confirmation", number: "4712/1" },
        { kind: "material document", number: "2026/5000004521" },
      ],
    });
  });

  it.each([
    ["landed", LANDED, "4711/1"],
    ["not landed", OTHER, null],
  ])("07: a confirmation whose answer was lost is found by its key: %s", async (_, id, number) => {
    const { adapter } = replay("07-readback-after-lost-response", { ProdnOrdConfMatlDocItm: [{ body: rows() }] });
    const found = await adapter.findByKey(confirmed("1000217", {}, id), delivery());
    expect(number === null ? found : accepted(found).document).toEqual(number === null ? { kind: "absent" } : number);
  });

  it("07: where SAP does not filter by the key, by order and text", async () => {
    const refused = { status: 400, body: { error: { code: "005056A509B11EE1B9A8FEC11C21578E", message: { lang: "en", value: "Invalid filter" } } } };
    const text = exchangesOf("07-readback-after-lost-response")[2]?.response.body;
    const { adapter } = replay("07-readback-after-lost-response", { "/ProdnOrdConf2": [refused, { body: text }], ProdnOrdConfMatlDocItm: [{ body: rows() }] });
    expect(accepted(await adapter.findByKey(confirmed("1000217", {}, LANDED), delivery())).document).toBe("4711/1");
  });

  it("08: an event of an order is worth a poll, for its own plant, under the secret of the connection", () => {
    const { event } = z
      .object({ event: z.looseObject({ data: z.looseObject({}) }) })
      .parse(JSON.parse(readFileSync(new URL("__fixtures__/08-event-order-changed.json", import.meta.url), "utf8")));
    const hear = (body: unknown, plant = "1010", secret = "webhook-secret-of-this-test") =>
      replay("08-event-order-changed", {}, { plant }).adapter.verifyWebhook({ headers: { "x-millrace-secret": secret }, rawBody: JSON.stringify(body), receivedAt: new Date() });
    expect(hear(event)).toEqual({ kind: "hint" });
    expect(hear(event, "1010", "another")).toMatchObject({ kind: "refused", code: "SIGNATURE" });
    expect(hear({ ...event, type: "com.example.other" })).toMatchObject({ kind: "refused", code: "MALFORMED" });
    expect(hear(event, "2020")).toEqual({ kind: "messages", messages: [], unreadable: [] });
  });

  it("09: an issue goes out as recorded, under a key of our own, and is found by it", async () => {
    const name = "09-material-document-issue";
    const order = JSON.parse(JSON.stringify(fixture("03-order-detail", 0)).replaceAll('"MatlCompIsMarkedForBackflush":true', '"MatlCompIsMarkedForBackflush":false')) as unknown;
    const message = issued("1000217", { operation: 20, item: "SEAL-02", lot: "S000981", qty: "96" }, OTHER);
    const { adapter, sent } = replay(name, { "/A_MaterialDocumentHeader": [{ body: exchangesOf(name)[1]?.response.body }] }, {}, order);
    expect(accepted(await adapter.post(message, delivery())).document).toBe("2026/4900012346");
    expect(sent.map(({ body }) => body)).toMatchObject([bodyOf(name, 0, "ReferenceDocument")]);
    expect(accepted(await adapter.findByKey(message, delivery())).document).toBe("2026/4900012346");
  });

  it("10: a check goes to the inspection lot that SAP opened for the order, as recorded", async () => {
    const name = "10-inspection-result";
    const characteristic = { InspectionLot: "30000000512", InspPlanOperationInternalID: "1", InspectionCharacteristic: "10", InspectionSpecificationText: "Shaft diameter" };
    const { adapter, sent } = replay(name, { "/A_InspectionCharacteristic": [{ body: rows(characteristic) }], "/A_InspectionResult": [{ body: rows() }] });
    const booked = accepted(await adapter.post(checked("1000217"), delivery()));
    expect(booked.parts).toEqual([{ kind: "inspection result", number: "30000000512/1/10" }]);
    expect(sent.map(({ body }) => body)).toMatchObject([bodyOf(name, 1, "InspectionStartTime", "InspectionEndTime", "InspectionResultText", "Inspector")]);
  });

  it("11: a stop goes out as a malfunction as recorded, and is found by its number again", async () => {
    const name = "11-line-down-notification";
    const created = z.object({ d: z.record(z.string(), z.unknown()) }).parse(exchangesOf(name)[0]?.response.body).d;
    const current = { ...created, NotificationText: "MILL-01 down: spindle alarm 4077", MalfunctionEndDate: null, NotificationCompletionDate: null };
    const settings = { technicalObjects: { "MILL-01": { object: "000000000010001452" } }, notificationWorkCentre: "MECH" };
    const { adapter, sent } = replay(name, { "/MaintenanceNotification": [{ body: rows() }, { body: rows(current) }], "('10000871')": [{ body: { d: current } }] }, settings);
    const message = lineDown("spindle alarm 4077");
    expect(accepted(await adapter.post(message, delivery())).parts).toEqual([{ kind: "notification", number: "10000871" }]);
    expect(sent.map(({ body }) => body)).toMatchObject([bodyOf(name, 0, "MaintNotifExtReferenceNumber", "MaintNotifLongTextForEdit", "ReportedByUser")]);
    expect(accepted(await adapter.findByKey(message, delivery())).document).toContain("10000871");
  });
});
