import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { afterEach, expect, it } from "vitest";
import { z } from "zod";
import { fetchHttp } from "./fetch-http";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}/`;
}

it("hands on status, headers and text of any answer, and sends its body with its length", async () => {
  const url = await serve((request, response) => {
    response.writeHead(418, { "x-length": request.headers["content-length"] ?? "none" }).end("teapot");
  });
  expect(await fetchHttp({ method: "POST", url, body: "12345" })).toMatchObject({ kind: "answer", status: 418, headers: { "x-length": "5" }, text: "teapot" });
});

it("hands on every cookie of an answer, one a line", async () => {
  const cookies = ["session=a1; path=/; HttpOnly", "seen=b2; expires=Mon, 16 Mar 2026 08:00:00 GMT"];
  const url = await serve((_, response) => response.writeHead(200, { "set-cookie": cookies }).end());
  expect(await fetchHttp({ method: "GET", url })).toMatchObject({ headers: { "set-cookie": cookies.join("\n") } });
});

it("shows a redirect instead of following it", async () => {
  const url = await serve((_, response) => response.writeHead(302, { location: "https://elsewhere.invalid/" }).end());
  expect(await fetchHttp({ method: "GET", url })).toMatchObject({ kind: "answer", status: 302 });
});

it("knows that a request never arrived when nothing listens", async () => {
  const url = await serve(() => undefined);
  servers[0]?.close();
  expect(await fetchHttp({ method: "GET", url })).toMatchObject({ kind: "failure", code: "UNREACHABLE", reached: false });
  expect(await fetchHttp({ method: "GET", url: "no-address" })).toMatchObject({ kind: "failure", code: "ADDRESS", reached: false });
});

it("says that a request may have arrived when the answer is late, broken off or called off", async () => {
  const silent = await serve(() => undefined);
  expect(await fetchHttp({ method: "GET", url: silent, timeoutMs: 50 })).toMatchObject({ code: "TIMEOUT", reached: true });
  expect(await fetchHttp({ method: "GET", url: silent, signal: AbortSignal.abort() })).toMatchObject({ code: "CANCELLED", reached: true });
  const breaking = await serve((_, response) => {
    response.writeHead(200, { "content-length": "100" }).write("half");
    setImmediate(() => response.destroy());
  });
  expect(await fetchHttp({ method: "GET", url: breaking })).toMatchObject({ code: "INTERRUPTED", reached: true });
});
