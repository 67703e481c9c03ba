import { z } from "zod";
import type { HttpAnswer } from "@/lib/erp/http/request";
import { retryAfterSeconds } from "@/lib/erp/http/retry-after";
import type { Json } from "@/lib/erp/port";
import type { Send, Wire } from "./client";
import { cut, OdooError } from "./failure";
import { readJson } from "./read-json";
import type { OdooSecrets, OdooSettings } from "./settings";

const Problem = z.object({ name: z.string(), message: z.string().catch("") });

/** JSON-2, from Odoo 19 on: a path per method, the bare result as the answer, errors with a status. */
export function json2(settings: Pick<OdooSettings, "url" | "database">, secrets: OdooSecrets, send: Send): Wire {
  const headers = { authorization: `bearer ${secrets.apiKey}`, ...(settings.database === "" ? {} : { "x-odoo-database": settings.database }) };
  return async (model, method, { ids, named = {}, context = {} }, signal) => {
    const body = { ...(ids === undefined ? {} : { ids }), ...named, context };
    return resultOf(`${model}.${method}`, await send(`${model}.${method}`, `${settings.url}/json/2/${model}/${method}`, headers, body, signal));
  };
}

function resultOf(method: string, answer: HttpAnswer): Json {
  const seconds = retryAfterSeconds(answer.headers);
  const wait = seconds === undefined ? {} : { retryAfterSeconds: seconds };
  if (answer.status === 200) {
    const result = readJson(answer.text, z.json());
    if (result !== undefined) return result;
  } else {
    const problem = readJson(answer.text, Problem);
    if (problem !== undefined) throw new OdooError({ kind: "error", name: problem.name, message: cut(problem.message), status: answer.status, ...wait }, method);
  }
  throw new OdooError({ kind: "http", status: answer.status, detail: cut(answer.text), ...wait }, method);
}
