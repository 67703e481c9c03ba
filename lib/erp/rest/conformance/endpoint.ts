import type { Http, HttpAnswer } from "@/lib/erp/http/request";
import { readJson } from "@/lib/erp/http/read-json";
import { ContractProblem, IDEMPOTENCY_HEADER } from "@/lib/messages/rest-contract.v1";
import { answered, fail, looks } from "./check";

export type EndpointSettings = { readonly baseUrl: string; readonly apiKey: string; readonly timeoutSeconds: number };

/** The ERP side under test, called in ways in which the adapter never would: with wrong keys, wrong bodies, wrong cursors. */
export type Endpoint = {
  get(path: string, key?: string | null): Promise<HttpAnswer>;
  /** @param idempotencyKey null leaves the header out */
  post(path: string, body: string, idempotencyKey: string | null): Promise<HttpAnswer>;
};

export function endpoint({ baseUrl, apiKey, timeoutSeconds }: EndpointSettings, http: Http): Endpoint {
  const base = baseUrl.replace(/\/+$/, "");
  const common = { accept: "application/json, application/problem+json" };
  const bearer = (key: string | null): Record<string, string> => (key === null ? {} : { authorization: `Bearer ${key}` });
  return {
    get: async (path, key = apiKey) => answered(await http({ method: "GET", url: base + path, headers: { ...common, ...bearer(key) }, timeoutMs: timeoutSeconds * 1000 })),
    post: async (path, body, idempotencyKey) =>
      answered(
        await http({
          method: "POST",
          url: base + path,
          headers: { ...common, ...bearer(apiKey), "content-type": "application/json", ...(idempotencyKey === null ? {} : { [IDEMPOTENCY_HEADER]: idempotencyKey }) },
          body,
          timeoutMs: timeoutSeconds * 1000,
        }),
      ),
  };
}

/** Fails unless the answer is a problem with a code and one of these statuses. */
export function expectProblem(answer: HttpAnswer, statuses: readonly number[], when: string): ContractProblem {
  const wanted = statuses.length === 1 ? String(statuses[0]) : `${statuses.slice(0, -1).join(", ")} or ${statuses.at(-1)}`;
  if (!statuses.includes(answer.status)) fail(`${when}: ${looks(answer)}`, `Answer with status ${wanted} and a problem document (RFC 9457) that has a "code".`);
  const problem = readJson(answer.text, ContractProblem);
  if (problem === null)
    fail(`${when}: ${looks(answer)}`, 'The status is right. Add a JSON body with "title", "status" and "code": Millrace goes by the code and shows the words to people.');
  return problem;
}
