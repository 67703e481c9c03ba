import { afterEach, expect, it, vi } from "vitest";
import { sendCommand } from "./send-command";

afterEach(() => void vi.unstubAllGlobals());

const answered = (body: string, type: string, status = 200) => {
  vi.stubGlobal("fetch", async () => new Response(body, { status, headers: { "content-type": type } }));
  return sendCommand("pause-operation", { operationId: "o1", reason: "LUNCH" }, { accountId: "a1" }, new AbortController().signal);
};

it("takes the server's answer and its refusal, with the reference of a fault", async () => {
  expect(await answered('{"entryId":"e7"}', "application/json")).toEqual({ ok: true, data: { entryId: "e7" } });
  expect(await answered("null", "application/json; charset=utf-8")).toEqual({ ok: true, data: null });
  expect(await answered('{"code":"STALE_TOTAL","params":{"actual":"9"}}', "application/problem+json", 409)).toEqual({ ok: false, code: "STALE_TOTAL", params: { actual: "9" } });
  expect(await answered('{"code":"FAULT","reference":"r7"}', "application/problem+json", 500)).toEqual({ ok: false, code: "FAULT", params: { reference: "r7" } });
});

it("EX-22 takes what somebody else says in the server's place, and what nobody looked at, for no answer", async () => {
  await expect(answered("<h1>Hotel</h1>", "text/html")).rejects.toThrow(/something else/);
  await expect(answered("Bad gateway", "text/plain", 502)).rejects.toThrow(/something else/);
  await expect(answered('{"code":"TOO_MANY_REQUESTS"}', "application/problem+json", 429)).rejects.toThrow(/not taken/);
  await expect(answered('{"message":"no upstream"}', "application/json", 503)).rejects.toThrow(/not taken/);
  await expect(answered('{"code":"UNAVAILABLE"}', "application/problem+json", 503)).rejects.toThrow(/not taken/);
  await expect(answered('{"code":"CROSS_ORIGIN"}', "application/problem+json", 403)).rejects.toThrow(/not taken/);
  await expect(answered('{"code":"UNSUPPORTED_MEDIA"}', "application/problem+json", 415)).rejects.toThrow(/not taken/);
});

it("EX-22 gives nothing up that is too large for the server, and lets it hold up nothing either: it is a fault", async () => {
  expect(await answered('{"code":"TOO_LARGE","params":{"maxBytes":9}}', "application/problem+json", 413)).toEqual({ ok: false, code: "FAULT", params: {} });
});
