import type { ServerResponse } from "node:http";
import { SapRefusal } from "./sap-errors";

/** The JSON of a request. @throws SapRefusal when it is none. */
export function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) throw new SapRefusal("/IWBEP/CM_MGW_RT/021", "Malformed request body", 400, false);
    throw error;
  }
}

/** Answers with JSON, or with the page of a gateway. */
export function send(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string | string[]>> = {}): void {
  const json = typeof body !== "string";
  response.writeHead(status, { ...(json ? { "content-type": "application/json;charset=utf-8", dataserviceversion: "2.0" } : { "content-type": "text/html" }), ...headers });
  response.end(json ? JSON.stringify(body) : body);
}
