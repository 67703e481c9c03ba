import { randomUUID } from "node:crypto";
import type { HttpAnswer } from "@/lib/erp/http/request";
import { readJson } from "@/lib/erp/http/read-json";
import type { OrderData } from "@/lib/messages/erp-order.v1";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import { IDEMPOTENCY_HEADER, MessageReceipt } from "@/lib/messages/rest-contract.v1";
import { type Check, fail, looks, skip } from "./check";
import { type Endpoint, expectProblem } from "./endpoint";
import type { Found } from "./reading-checks";

type Confirmed = ProductionConfirmedV1;

/**
 * Posting (IN-01…IN-05): once, found again, refused with a reason, in sequence, taken back. It books one unit on the order that the integrator names
 * for it and reverses what it booked; each run has a source of its own, so that it can be repeated.
 */
export function postingChecks(erp: Endpoint, found: Found, orderNumber: string | undefined): Check[] {
  const source = `conform/${randomUUID().slice(0, 8)}`;
  let booked: { message: Confirmed; receipt: MessageReceipt } | null = null;
  let sequence = 0;
  const next = (order: OrderData, operation: number, change: Partial<Confirmed["data"]> = {}) => confirmation(source, order, operation, sequence + 1, change);
  const post = (message: OutboundMessage) => erp.post("/v1/messages", JSON.stringify(message), message.id);
  const first = () => booked ?? skip("Nothing was booked that could be looked at.", "Mend post.book first.");
  const target = () => targetOf(found, orderNumber);
  return [
    {
      id: "post.unknown",
      title: "a message that was never sent is not found: 404 MESSAGE_UNKNOWN",
      async run() {
        const problem = expectProblem(await erp.get(`/v1/messages/${randomUUID()}`), [404], "GET /v1/messages/{an id that nobody sent}");
        if (problem.code !== "MESSAGE_UNKNOWN")
          fail(`The code is ${problem.code}`, "Use the code MESSAGE_UNKNOWN: it proves that nothing was booked. A bare 404 may be a gateway's, so Millrace would not post again.");
      },
    },
    {
      id: "post.schema",
      title: "a body that fits no schema is refused with 400",
      run: async () => void expectProblem(await erp.post("/v1/messages", '{"type":"mes.no.such.v1"}', randomUUID()), [400], "POST of a message of an unknown type"),
    },
    {
      id: "post.book",
      title: "a confirmation is booked and answered with its document",
      async run() {
        const { order, operation } = target();
        const message = next(order, operation);
        const answer = await post(message);
        const receipt = receiptOf(answer);
        if (answer.status !== 201 || receipt === null || receipt.id !== message.id)
          fail(looks(answer), 'Book it and answer 201 with {"id": the id of the message, "document": your number}. If the order cannot take one unit, name another with --order.');
        booked = { message, receipt };
        sequence += 1;
      },
    },
    {
      id: "post.repeat",
      title: "the same message again is not booked again: 200 and the first document",
      async run() {
        const { message, receipt } = first();
        const answer = await post(message);
        if (answer.status !== 200 || receiptOf(answer)?.document !== receipt.document)
          fail(looks(answer), `Answer 200 with document ${receipt.document}, and book nothing: keep the id of every message that you took, in the transaction that books it.`);
      },
    },
    {
      id: "post.find",
      title: "it is found by its id, under the same document",
      async run() {
        const { message, receipt } = first();
        const answer = await erp.get(`/v1/messages/${message.id}`);
        if (answer.status !== 200 || receiptOf(answer)?.document !== receipt.document)
          fail(looks(answer), `Answer 200 with document ${receipt.document}. Millrace asks this after every answer that was lost; without it a fact could be booked twice.`);
      },
    },
    {
      id: "post.key-reused",
      title: "other content under a known id is refused with 409 KEY_REUSED",
      async run() {
        const { message } = first();
        const problem = expectProblem(
          await post({ ...message, data: { ...message.data, quantity: { ...message.data.quantity, good: "2" } } }),
          [409],
          "The same id with good 2 instead of 1",
        );
        if (problem.code !== "KEY_REUSED")
          fail(`The code is ${problem.code}`, "Compare the content with what was booked under this id, and use the code KEY_REUSED when it differs.");
      },
    },
    {
      id: "post.key-missing",
      title: `a post whose ${IDEMPOTENCY_HEADER} is missing is refused with 400`,
      async run() {
        const { order, operation } = target();
        expectProblem(await erp.post("/v1/messages", JSON.stringify(next(order, operation)), null), [400], "POST without the header");
      },
    },
    {
      id: "post.gap",
      title: "a gap in the sequence of an order is refused, and nothing of it is booked",
      async run() {
        const { order, operation } = target();
        first();
        const early = { ...next(order, operation), sequence: sequence + 5 };
        const problem = expectProblem(await post(early), [409, 425], `Number ${sequence + 5} after number ${sequence}`);
        if (problem.code !== "SEQUENCE_GAP" && problem.code !== "PREDECESSOR_MISSING")
          fail(`The code is ${problem.code}`, "Use 409 SEQUENCE_GAP, or 425 PREDECESSOR_MISSING when it may only be early.");
        const answer = await erp.get(`/v1/messages/${early.id}`);
        if (answer.status !== 404) fail(`The refused message is found afterwards: ${looks(answer)}`, "Refuse and book in one transaction: a refusal must leave nothing behind.");
      },
    },
    {
      id: "post.business",
      title: "what the ERP cannot book is refused with 4xx, a code and words for people",
      async run() {
        const { order } = target();
        first();
        const message = next(order, 99_999);
        const problem = expectProblem(await post(message), [400, 404, 409, 422], "A confirmation of an operation that the order does not have");
        if ((problem.detail ?? problem.title).trim().length < 10)
          fail(`The words are "${problem.detail ?? problem.title}"`, 'Say in "detail" what is wrong and with which order: a person decides by it.');
        const answer = await erp.get(`/v1/messages/${message.id}`);
        if (answer.status !== 404) fail(`The refused message is found afterwards: ${looks(answer)}`, "Refuse and book in one transaction: a refusal must leave nothing behind.");
      },
    },
    {
      id: "post.reverse",
      title: "what was booked can be taken back",
      async run() {
        const { message } = first();
        const answer = await post(reversal(message, sequence + 1));
        if (receiptOf(answer) === null)
          fail(looks(answer), `Book the exact opposite of ${message.id}, at the original prices. One good unit of this run stands in your books until then.`);
        sequence += 1;
      },
    },
    {
      id: "post.summary",
      title: "what comparisons end with is kept, though there is nothing to book (optional)",
      async run() {
        const { order } = target();
        const message = snapshot(source, order.site, currencyOf(found, order.site));
        const answer = await post(message);
        if (receiptOf(answer)?.id === message.id) return;
        const problem = expectProblem(answer, [400, 404, 409, 422], "mes.reconciliation.snapshot.v1");
        skip(`It is refused as ${problem.code}.`, "Turn the type off on the page Policy, or keep it and answer 201 with a number of your own.");
      },
    },
  ];
}

function receiptOf(answer: HttpAnswer): MessageReceipt | null {
  return answer.status === 200 || answer.status === 201 ? readJson(answer.text, MessageReceipt) : null;
}

/** ISO 4217 for "no currency": said where the ERP has named none for the site, for the comparison of nothing has no value either. */
const NO_CURRENCY = "XXX";

/** The currency in which this ERP keeps cost of the site, as a real snapshot would say it: an ERP may refuse any other. Prices to customers may be in their own. */
export function currencyOf({ messages }: Found, site: string): string {
  const costs = messages.flatMap((message) => (message.type === "erp.rate.v1" || message.type === "erp.standard-cost.v1" ? [message.data] : []));
  return costs.find((cost) => cost.site === site)?.currency ?? NO_CURRENCY;
}

/** A comparison of nothing, long ago: whoever keeps it has nothing to take back. */
function snapshot(source: string, site: string, currency: string): OutboundMessage {
  const now = new Date().toISOString();
  const none = { figures: 0, value: "0" };
  return {
    ...envelope(source, `site/${site}`, 1),
    type: "mes.reconciliation.snapshot.v1",
    data: {
      site,
      date: "2000-01-01",
      revision: 1,
      cause: "ON_DEMAND",
      startedAt: now,
      endedAt: now,
      currency,
      orders: null,
      stock: false,
      matched: 0,
      value: "0",
      accuracy: null,
      parts: { inTransit: none, rejected: none, timing: none, unexplained: none, accepted: none },
    },
  };
}

/** The order to book on, at its first operation: the last one may demand what came before it. */
export function targetOf({ messages }: Found, number: string | undefined): { order: OrderData; operation: number } {
  if (number === undefined)
    skip("No order is named that may be booked on.", "Release an order for this purpose in the ERP and name it: --order NUMBER. One good unit is confirmed and reversed on it.");
  const order = messages.flatMap((message) => (message.type === "erp.order.v1" && message.data.order === number ? [message.data] : [])).at(-1);
  if (order === undefined) fail(`Order ${number} is not among the changes.`, "Name an order that GET /v1/changes lists.");
  const operations =
    order.operations ??
    messages.flatMap((message) =>
      message.type === "erp.routing.v1" && message.data.item === order.item && message.data.version === order.routingVersion ? message.data.operations : [],
    );
  const [operation] = operations.map((one) => one.operation).toSorted((a, b) => a - b);
  if (operation === undefined)
    fail(
      `Order ${number} has no operations, and routing ${order.routingVersion ?? "none"} of ${order.item} is not among the changes.`,
      "Send the routing that the order names, or the order's own operations.",
    );
  return { order, operation };
}

function envelope(source: string, subject: string, sequence: number) {
  const now = new Date().toISOString();
  return { id: randomUUID(), source, subject, time: now, recordtime: now, sequence, correlationid: subject, causationid: source };
}

function confirmation(source: string, order: OrderData, operation: number, sequence: number, change: Partial<Confirmed["data"]>): Confirmed {
  return {
    ...envelope(source, order.order, sequence),
    type: "mes.production.confirmed.v1",
    data: {
      confirmationId: `CF-${randomUUID()}`,
      order: order.order,
      operation,
      workUnit: "CONFORM",
      final: false,
      origin: "TYPED",
      quantity: { uom: order.uom, good: "1", scrap: "0", rework: "0" },
      scrapReasons: [],
      time: [],
      consumption: [],
      output: [],
      genealogyRun: null,
      reverses: null,
      ...change,
    },
  };
}

function reversal(message: Confirmed, sequence: number): OutboundMessage {
  const { id, type, data } = message;
  return {
    ...envelope(message.source, message.subject, sequence),
    type: "mes.entry.reversed.v1",
    data: { reversalId: `RV-${randomUUID()}`, order: data.order, operation: data.operation, reason: "MISKEY", reversed: { id, type, data } },
  };
}
