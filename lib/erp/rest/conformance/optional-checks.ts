import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { WebhookRequest } from "@/lib/erp/port";
import { readJson } from "@/lib/erp/http/read-json";
import { verifyWebhook } from "@/lib/erp/rest/verify-webhook";
import { SAME_WORDS } from "@/lib/erp/words";
import { BundleReceipt, OrderListAnswer, OrdersAnswer, StockAnswer } from "@/lib/messages/rest-contract.v1";
import { type Check, fail, looks, skip } from "./check";
import type { Endpoint } from "./endpoint";
import type { Found } from "./reading-checks";

/** What an ERP may leave out: reading back for reconciliation (IN-11), and bundles. */
export function optionalChecks(erp: Endpoint, found: Found): Check[] {
  return [
    {
      id: "orders.read",
      title: "GET /v1/orders says what the ERP holds of an order (optional)",
      async run() {
        const number = found.messages.flatMap((message) => (message.type === "erp.order.v1" ? [message.data.order] : [])).at(0);
        if (number === undefined) skip("There is no order to ask for.", "Put an order into the ERP.");
        const unknown = `NO-${randomUUID().slice(0, 8)}`;
        const answer = await erp.get(
          `/v1/orders?${new URLSearchParams([
            ["order", number],
            ["order", unknown],
          ])}`,
        );
        if (answer.status === 404) skip("It is not offered.", "Without it Millrace cannot reconcile orders with this ERP, and says so.");
        const read = answer.status === 200 ? readJson(answer.text, OrdersAnswer) : null;
        if (read === null) fail(looks(answer), 'Answer 200 with {"orders": […]} as the OpenAPI document has it.');
        if (!read.orders.some(({ order }) => order === number)) fail(`Order ${number} is missing in the answer.`, "Answer each order that was asked for and that the ERP knows.");
        if (read.orders.some(({ order }) => order === unknown)) fail(`Order ${unknown}, which does not exist, is in the answer.`, "Leave out what the ERP does not know.");
      },
    },
    {
      id: "orders.list",
      title: "GET /v1/order-list says which orders are open, or were booked on since (optional)",
      async run() {
        const listed: string[] = [];
        for (let cursor: string | null = null; ;) {
          const answer = await erp.get(`/v1/order-list?${new URLSearchParams({ since: new Date().toISOString(), ...(cursor === null ? {} : { cursor }) })}`);
          if (answer.status === 404)
            skip("It is not offered.", "Without it Millrace finds neither an order that never came nor a correction two weeks after an order was done, and says so.");
          const read: z.infer<typeof OrderListAnswer> | null = answer.status === 200 ? readJson(answer.text, OrderListAnswer) : null;
          if (read === null) fail(looks(answer), 'Answer 200 with {"orders": […], "cursor": …} as the OpenAPI document has it.');
          listed.push(...read.orders.map(({ order }) => order));
          if (read.cursor === null) break;
          if (read.cursor === cursor) fail(`The cursor ${cursor} comes again and again.`, "Answer a cursor behind the last entry, and null on the last page.");
          cursor = read.cursor;
        }
        const released = found.messages.flatMap((message) => (message.type === "erp.order.v1" ? [message.data] : []));
        const open = new Map(released.map((order) => [order.order, order.status]));
        for (const [order, status] of open)
          if (status === "CREATED" && !listed.includes(order))
            fail(`Order ${order}, which is not even released, is missing in the list.`, "List every order that is open, however long ago it was last changed.");
        if (new Set(listed).size !== listed.length) fail("An order is listed twice.", "Keep the order of the entries the same from page to page.");
      },
    },
    {
      id: "orders.costs",
      title: "GET /v1/orders says what an order cost, in one currency and by element (optional)",
      async run() {
        const costed = await costsOf(erp, found);
        if (costed.length === 0) skip("No order says what it cost.", "Without `costs` Millrace compares quantities, times, lots and status with this ERP, and says so.");
        const rates = new Set(found.messages.flatMap((message) => (message.type === "erp.rate.v1" ? [message.data.currency] : [])));
        for (const { order, costs } of costed) {
          if (rates.size > 0 && !rates.has(costs.currency))
            fail(
              `Order ${order} cost ${costs.currency}, and the rates are in ${[...rates].join(", ")}.`,
              "Say the cost of an order in the currency of its site, which is that of its rates.",
            );
          for (const { element, postings } of costs.elements) {
            const time = element === "LABOUR" || element === "MACHINE" || element === "OVERHEAD";
            if (postings.some((posting) => (time ? posting.qty !== null || posting.item !== null : posting.seconds !== null)))
              fail(
                `A ${element} posting of order ${order} has ${time ? "a quantity of an item" : "seconds"}.`,
                "Give seconds for labour, machine and overhead, item and quantity for material and credit.",
              );
            if (postings.some((posting) => posting.qty !== null && posting.uom === null))
              fail(`A ${element} posting of order ${order} has a quantity without a unit.`, "Name the unit beside it.");
          }
        }
      },
    },
    {
      id: "stock.read",
      title: "GET /v1/stock lists what is on hand, page by page (optional)",
      async run() {
        const answer = await erp.get("/v1/stock");
        if (answer.status === 404) skip("It is not offered.", "Without it Millrace cannot reconcile stock with this ERP, and says so.");
        if (answer.status !== 200 || readJson(answer.text, StockAnswer) === null)
          fail(looks(answer), 'Answer 200 with {"stock": […], "cursor": "…" or null} as the OpenAPI document has it.');
      },
    },
    {
      id: "bundle.outcomes",
      title: "POST /v1/message-bundles answers each message by itself (optional)",
      async run() {
        const now = new Date().toISOString();
        const order = `NO-${randomUUID().slice(0, 8)}`;
        const envelope = { source: "conform/bundle", subject: order, time: now, recordtime: now, correlationid: order, causationid: "conform" };
        const data = { order, state: "IN_PROGRESS", reason: null, comment: null, quantity: { uom: "EA", good: "0", scrap: "0", received: "0" } };
        // Two facts of an order that does not exist: both must come back with an outcome, and neither may be booked.
        const messages = [1, 2].map((sequence) => ({ ...envelope, id: randomUUID(), sequence, type: "mes.order.status.v1", data }));
        const answer = await erp.post("/v1/message-bundles", JSON.stringify(messages), null);
        if (answer.status === 404) skip("It is not offered.", "Leave the setting for bundles at one message.");
        const receipt = answer.status === 200 ? readJson(answer.text, BundleReceipt) : null;
        if (receipt === null) fail(looks(answer), 'Answer 200 with {"outcomes": […]}, one for each message.');
        const missing = messages.filter(({ id }) => !receipt.outcomes.some((outcome) => outcome.id === id));
        if (missing.length > 0) fail(`${missing.length} of 2 messages have no outcome.`, "Answer each message of the bundle, also those that you left alone (NOT_TAKEN).");
        if (receipt.outcomes.some(({ status }) => status === "BOOKED"))
          fail("A status of an order that does not exist was booked.", "Judge each message of a bundle as if it had come alone.");
      },
    },
  ];
}

/** Orders, a hundred at most, whose answer says what they cost. */
async function costsOf(erp: Endpoint, found: Found) {
  const numbers = [...new Set(found.messages.flatMap((message) => (message.type === "erp.order.v1" ? [message.data.order] : [])))].slice(-100);
  if (numbers.length === 0) skip("There is no order to ask for.", "Put an order into the ERP.");
  const answer = await erp.get(`/v1/orders?${new URLSearchParams(numbers.map((number) => ["order", number]))}`);
  if (answer.status === 404) skip("It is not offered.", "Without it Millrace cannot reconcile orders with this ERP, and says so.");
  const read = answer.status === 200 ? readJson(answer.text, OrdersAnswer) : null;
  if (read === null) fail(looks(answer), 'Answer 200 with {"orders": […]} as the OpenAPI document has it.');
  return read.orders.flatMap(({ order, costs }) => (costs === null ? [] : [{ order, costs }]));
}

/** Waits for a webhook of the ERP and tries its signature: the real one, a changed body, no signature. */
export function webhookChecks(secret: string, next: () => Promise<WebhookRequest | null>): Check[] {
  return [
    {
      id: "webhook.signature",
      title: "a webhook arrives, signed over its raw body",
      async run() {
        const request = await next();
        if (request === null) skip("No webhook arrived in time.", "Change an order in the ERP while this waits.");
        const outcome = verifyWebhook(request, [secret], SAME_WORDS);
        if (outcome.kind === "refused")
          fail(outcome.reason, "Sign `<Millrace-Timestamp>.<raw body>` with HMAC-SHA-256 and send `v1=<hex>` as Millrace-Signature; the timestamp is in Unix seconds.");
        if (outcome.kind === "messages" && outcome.unreadable.length > 0)
          fail(`${outcome.unreadable.length} of its messages do not fit their schema: ${outcome.unreadable[0]?.reason}`, "Send the same messages that GET /v1/changes has.");
        if (verifyWebhook({ ...request, rawBody: `${request.rawBody} ` }, [secret], SAME_WORDS).kind !== "refused")
          fail("The signature fits another body as well.", "Sign the body that is sent, byte by byte.");
      },
    },
  ];
}
