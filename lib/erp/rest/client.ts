import { IDEMPOTENCY_HEADER } from "@/lib/messages/rest-contract.v1";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { Http, HttpAnswer, HttpFailure } from "@/lib/erp/http/request";
import type { RestSecrets, RestSettings } from "./settings";

type Answer = Promise<HttpAnswer | HttpFailure>;

/** The calls of the contract. */
export type RestClient = {
  describe(signal?: AbortSignal): Answer;
  changes(cursor: string | null, limit: number, signal?: AbortSignal): Answer;
  post(message: OutboundMessage, signal?: AbortSignal): Answer;
  postBundle(messages: readonly OutboundMessage[], signal?: AbortSignal): Answer;
  find(messageId: string, signal?: AbortSignal): Answer;
  orders(numbers: readonly string[], signal?: AbortSignal): Answer;
  orderList(since: Date, cursor: string | null, signal?: AbortSignal): Answer;
  stock(cursor: string | null, signal?: AbortSignal): Answer;
};

/** Speaks the contract with one ERP: adds address, key and time limit. */
export function restClient(settings: RestSettings, secrets: RestSecrets, http: Http): RestClient {
  const headers = { authorization: `Bearer ${secrets.apiKey}`, accept: "application/json, application/problem+json" };
  const timeoutMs = settings.timeoutSeconds * 1000;
  const get = (path: string, signal?: AbortSignal): Answer => http({ method: "GET", url: settings.baseUrl + path, headers, timeoutMs, signal });
  return {
    describe: (signal) => get("/v1", signal),
    changes(cursor, limit, signal) {
      const query = new URLSearchParams({ limit: String(limit), ...(cursor === null ? {} : { cursor }) });
      return get(`/v1/changes?${query}`, signal);
    },
    post: (message, signal) =>
      http({
        method: "POST",
        url: `${settings.baseUrl}/v1/messages`,
        headers: { ...headers, "content-type": "application/json", [IDEMPOTENCY_HEADER]: message.id },
        body: JSON.stringify(message),
        timeoutMs,
        signal,
      }),
    postBundle: (messages, signal) =>
      http({
        method: "POST",
        url: `${settings.baseUrl}/v1/message-bundles`,
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify(messages),
        timeoutMs,
        signal,
      }),
    find: (messageId, signal) => get(`/v1/messages/${encodeURIComponent(messageId)}`, signal),
    orders: (numbers, signal) => get(`/v1/orders?${new URLSearchParams(numbers.map((number) => ["order", number]))}`, signal),
    orderList: (since, cursor, signal) => get(`/v1/order-list?${new URLSearchParams({ since: since.toISOString(), ...(cursor === null ? {} : { cursor }) })}`, signal),
    stock: (cursor, signal) => get(`/v1/stock${cursor === null ? "" : `?${new URLSearchParams({ cursor })}`}`, signal),
  };
}
