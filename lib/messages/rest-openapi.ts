import { BUNDLE_MOST } from "./rest-contract.v1";

type Schema = Record<string, unknown>;

type Parts = {
  readonly outbound: readonly string[];
  readonly inbound: readonly string[];
  readonly receipt: Schema;
  readonly bundle: Schema;
  readonly problem: Schema;
  readonly system: Schema;
  readonly changes: Schema;
  readonly orders: Schema;
  readonly orderList: Schema;
  readonly stock: Schema;
  readonly webhook: Schema;
  readonly webhookReceipt: Schema;
};

const json = (name: string): object => ({ "application/json": { schema: { $ref: `#/components/schemas/${name}` } } });

const problem = (description: string): object => ({
  description,
  content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
});

const retryLater = {
  ...problem("Nothing was booked; the same may be sent again later."),
  headers: { "Retry-After": { schema: { type: "integer" }, description: "Seconds to wait" } },
};

const COMMON = {
  "401": problem("The key is missing or unknown. The connection stops until a person has mended it."),
  "403": problem("The key has no right to this. The connection stops until a person has mended it."),
  "429": retryLater,
  "503": retryLater,
};

const union = (types: readonly string[]): Schema => ({
  oneOf: types.map((type) => ({ $ref: `schemas/${type}.json` })),
  discriminator: { propertyName: "type", mapping: Object.fromEntries(types.map((type) => [type, `schemas/${type}.json`])) },
});

/** The REST contract as an OpenAPI 3.1 document: what an ERP or a middleware serves, and the webhook that it may call. */
export function restOpenApi(parts: Parts): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Millrace REST contract",
      version: "1.0.0",
      description:
        "What an ERP, or a middleware before it, offers to Millrace. Every fact of the floor is one message with one key; " +
        "the ERP books it once and answers with its document number, the same one for every repeat. " +
        "Changes of ERP objects are read by cursor; the urgent ones are also sent as webhooks. Unknown fields are ignored on both sides.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "{base}", variables: { base: { default: "http://localhost:4100", description: "Address of the ERP side" } } }],
    security: [{ key: [] }],
    paths: {
      "/v1": { get: systemOperation },
      "/v1/changes": { get: changesOperation },
      "/v1/messages": { post: postOperation },
      "/v1/messages/{id}": { get: findOperation },
      "/v1/orders": { get: ordersOperation },
      "/v1/order-list": { get: orderListOperation },
      "/v1/stock": { get: stockOperation },
      "/v1/message-bundles": { post: bundleOperation },
    },
    webhooks: { changed: { post: webhookOperation } },
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "Key of the connection" } },
      schemas: {
        OutboundMessage: union(parts.outbound),
        InboundMessage: union(parts.inbound),
        MessageReceipt: parts.receipt,
        MessageBundle: { type: "array", minItems: 1, maxItems: BUNDLE_MOST, items: { $ref: "#/components/schemas/OutboundMessage" } },
        BundleReceipt: parts.bundle,
        ChangesPage: parts.changes,
        OrdersAnswer: parts.orders,
        OrderListAnswer: parts.orderList,
        StockAnswer: parts.stock,
        WebhookBody: parts.webhook,
        WebhookReceipt: parts.webhookReceipt,
        SystemInfo: parts.system,
        Problem: parts.problem,
      },
    },
  };
}

const systemOperation = {
  operationId: "describeSystem",
  summary: "Name and version of the ERP; proves address and key",
  responses: { "200": { description: "The ERP", content: json("SystemInfo") }, ...COMMON },
};

const changesOperation = {
  operationId: "listChanges",
  summary: "Objects that changed, oldest change first",
  description:
    "Without a cursor: every object. The cursor is inclusive: the entry that it names comes again first, so nothing between two pages is lost. " +
    "Each entry is the whole object with its version; an object that changed again may appear once, at its latest change.",
  parameters: [
    { name: "cursor", in: "query", schema: { type: "string" }, description: "As answered by the last page" },
    { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 500, default: 100 } },
  ],
  responses: { "200": { description: "A page", content: json("ChangesPage") }, "400": problem("The cursor cannot be read."), ...COMMON },
};

const postOperation = {
  operationId: "postMessage",
  summary: "Book one fact of the floor",
  description:
    "Messages of one subject come one at a time and with a gapless sequence. A key that was booked before is answered with 200 and the first document, " +
    "and nothing new is booked; the same key with other content is refused with 409 `KEY_REUSED`. `mes.shift-production.proposed.v1` asks for something: " +
    "reduce the order by `moved` and create an order of `moved` at the target in one transaction, and name that in the receipt as a part of kind `ORDER`; or refuse.",
  parameters: [{ name: "Idempotency-Key", in: "header", required: true, schema: { type: "string", format: "uuid" }, description: "`id` of the message" }],
  requestBody: { required: true, content: json("OutboundMessage") },
  responses: {
    "200": { description: "Booked by an earlier request", content: json("MessageReceipt") },
    "201": { description: "Booked", content: json("MessageReceipt") },
    "400": problem("The message does not fit its schema: `SCHEMA`."),
    "409": problem("Another content has this key (`KEY_REUSED`), or the sequence has a gap (`SEQUENCE_GAP`)."),
    "422": problem("Refused for a business reason that `code` names, for example `ORDER_UNKNOWN`, `LOT_SHORT`, `PERIOD_CLOSED`."),
    "423": {
      ...retryLater,
      ...problem("The order is locked by somebody in the ERP (`ORDER_LOCKED`). Nothing was booked; the same may be sent again, other messages need not wait."),
    },
    "425": { ...retryLater, ...problem("Something that this builds on has not arrived yet (`PREDECESSOR_MISSING`). Nothing was booked; other messages need not wait.") },
    ...COMMON,
  },
};

const bundleOperation = {
  operationId: "postMessageBundle",
  summary: "Book several facts in one call",
  description:
    "Optional: it is called only when the connection says how many messages the ERP takes at once. Each message is booked, or refused, by itself as if it had come to " +
    "`/v1/messages`, under its own id as the key. Messages of one subject stand in their order: after one that was not booked, the later ones of its subject are " +
    "answered with `NOT_TAKEN`. Each message has one outcome; the order of the outcomes does not matter.",
  requestBody: { required: true, content: json("MessageBundle") },
  responses: {
    "200": { description: "What became of each message", content: json("BundleReceipt") },
    "400": problem("The body is no bundle: `SCHEMA`. Nothing was booked, and each message is sent singly."),
    ...COMMON,
  },
};

const findOperation = {
  operationId: "findMessage",
  summary: "Was this message booked?",
  parameters: [{ name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } }],
  responses: {
    "200": { description: "Booked", content: json("MessageReceipt") },
    "404": problem("Certainly not booked: `MESSAGE_UNKNOWN`. A 404 without this code proves nothing."),
    ...COMMON,
  },
};

const ordersOperation = {
  operationId: "readOrders",
  summary: "What the ERP holds of these orders",
  description:
    "For the daily reconciliation: what was really booked, read from the books and not from the messages, net of reversals. Orders that the ERP does not know are missing from the " +
    "answer. A figure that the ERP does not keep is null; zero says that nothing was booked. Cost (`costs`) may be left out whole, and of each posting whatever the ERP does not say: " +
    "Millrace compares amounts by element, and tells a rate from a quantity where both are there.",
  parameters: [
    {
      name: "order",
      in: "query",
      required: true,
      schema: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 100 },
      style: "form",
      explode: true,
      description: "Order numbers, one parameter each",
    },
  ],
  responses: { "200": { description: "The books", content: json("OrdersAnswer") }, ...COMMON },
};

const orderListOperation = {
  operationId: "listOrders",
  summary: "Which orders are open in the ERP, or were changed or booked on since",
  description:
    "For the daily reconciliation; it may be left out. So an order is found that is open in the ERP and never reached Millrace, and one that was corrected long after it was done. " +
    "Only orders that `GET /v1/changes` tells as well. The order of the entries must stay the same from page to page.",
  parameters: [
    {
      name: "since",
      in: "query",
      required: true,
      schema: { type: "string", format: "date-time" },
      description: "Orders that are not open count when something happened on them since",
    },
    { name: "cursor", in: "query", schema: { type: "string" }, description: "As answered by the last page; absent: from the start" },
  ],
  responses: { "200": { description: "A page", content: json("OrderListAnswer") }, "400": problem("The cursor or the instant cannot be read."), ...COMMON },
};

const stockOperation = {
  operationId: "readStock",
  summary: "What the ERP has on hand, by lot and location",
  description:
    "For the daily reconciliation. Without a cursor: from the start. A lot that has nothing on hand may be left out. The order of the entries must stay the same from page to page.",
  parameters: [{ name: "cursor", in: "query", schema: { type: "string" }, description: "As answered by the last page" }],
  responses: { "200": { description: "A page", content: json("StockAnswer") }, "400": problem("The cursor cannot be read."), ...COMMON },
};

const webhookOperation = {
  operationId: "receiveChanges",
  summary: "Sent to Millrace at /api/erp/{connection} when something urgent changed",
  description:
    "Signed with the secret of the connection: HMAC-SHA256 over the timestamp, a full stop and the raw body. A timestamp more than five minutes off is refused. " +
    "Repeat until a 2xx answer; a message that was received before changes nothing.",
  security: [],
  parameters: [
    { name: "Millrace-Timestamp", in: "header", required: true, schema: { type: "integer" }, description: "Unix seconds at sending" },
    { name: "Millrace-Signature", in: "header", required: true, schema: { type: "string" }, description: "`v1=<hex>`; several, comma separated, while the secret is rotated" },
  ],
  requestBody: { required: true, content: json("WebhookBody") },
  responses: {
    "200": { description: "Stored; applied in a moment", content: json("WebhookReceipt") },
    "400": problem("The body cannot be read."),
    "401": problem("The signature is missing or wrong, or the timestamp is too old."),
    "404": problem("There is no such connection."),
    "413": problem("The body is larger than 2 MB."),
    "429": retryLater,
    "503": retryLater,
  },
};
