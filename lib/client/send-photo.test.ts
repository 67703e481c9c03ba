import { afterEach, expect, it, vi } from "vitest";
import { sendPhoto } from "./send-photo";

afterEach(() => void vi.unstubAllGlobals());

const input = { commandId: "c2", entryCommandId: "c1", entryId: "e7", eventTime: "2026-03-02T10:00:00.000Z", deviceSequence: 4, clockOffsetMs: 0 };
const photo = new Blob(["jpeg"], { type: "image/jpeg" });
const never = new AbortController().signal;

function server(body: string, type: string, status = 200) {
  const asked: { readonly url: string; readonly body: unknown }[] = [];
  vi.stubGlobal("fetch", async (url: string, { body: sent }: RequestInit) => {
    asked.push({ url, body: sent instanceof ArrayBuffer ? new TextDecoder().decode(sent) : sent });
    return new Response(body, { status, headers: { "content-type": type } });
  });
  return asked;
}

it("SEC-06 sends the bytes alone, and says for whom, of what and when; no place in the order of commands", async () => {
  const asked = server('{"photoId":"p1"}', "application/json");
  expect(await sendPhoto(photo, input, { accountId: "a1" }, never)).toEqual({ ok: true, data: { photoId: "p1" } });
  expect(asked).toEqual([{ url: "/api/entry-photos?account=a1&commandId=c2&entry=c1&eventTime=2026-03-02T10%3A00%3A00.000Z", body: "jpeg" }]);
});

it("takes a refusal as one, and what nobody looked at for no answer", async () => {
  server('{"code":"PHOTO_ENTRY_UNDONE","params":{}}', "application/problem+json", 422);
  expect(await sendPhoto(photo, input, { accountId: "a1" }, never)).toEqual({ ok: false, code: "PHOTO_ENTRY_UNDONE", params: {} });
  server('{"code":"TOO_MANY_REQUESTS"}', "application/problem+json", 429);
  await expect(sendPhoto(photo, input, { accountId: "a1" }, never)).rejects.toThrow(/not taken/);
  server("<h1>Hotel</h1>", "text/html");
  await expect(sendPhoto(photo, input, { accountId: "a1" }, never)).rejects.toThrow(/something else/);
});

it("asks nobody about a photo that the tablet has no more", async () => {
  const asked = server("{}", "application/json");
  expect(await sendPhoto(undefined, input, { accountId: "a1" }, never)).toMatchObject({ code: "PHOTO_NOT_KEPT" });
  expect(asked).toEqual([]);
});

it("asks nobody about a photo whose bytes the disk does not give any more", async () => {
  const asked = server("{}", "application/json");
  const lost = Object.assign(new Blob(["jpeg"]), { arrayBuffer: async () => Promise.reject(new DOMException("gone", "NotReadableError")) });
  expect(await sendPhoto(lost, input, { accountId: "a1" }, never)).toMatchObject({ code: "PHOTO_NOT_KEPT" });
  expect(asked).toEqual([]);
});
