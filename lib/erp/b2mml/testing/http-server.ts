import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { MEDIA_TYPES } from "@/lib/erp/b2mml/forms";
import type { Fault, Faults } from "./faults";
import { busy, type Isa95Partner, type Said } from "./isa95-partner";

export type HttpPartnerServer = { readonly url: string; faults: Faults; stop(): Promise<void> };

/** The partner behind an address: POST a document, GET the answer to a BODID below it. One user, with basic authentication. */
export async function startHttpServer(partner: Isa95Partner, user: string, password: string): Promise<HttpPartnerServer> {
  const expected = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const server = { faults: (() => null) as Faults };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(request);
    if (request.headers.authorization !== expected) return end(response, 401, "text/plain", "Who are you?");
    const path = /^\/b2mml(?:\/([^/]+))?$/.exec(request.url ?? "");
    if (path === null) return end(response, 404, "text/html", "<html>There is nothing here.</html>");
    const stored = path[1] !== undefined;
    if (stored ? request.method !== "GET" : request.method !== "POST") return end(response, 405, "text/plain", "");
    if (!stored && !request.headers["content-type"]?.startsWith(MEDIA_TYPES[partner.form])) return end(response, 415, "text/plain", "Another form is spoken here.");
    const fault = server.faults({ what: stored ? "stored" : "send" });
    if (fault === "refused") return end(response, 429, "text/plain", "", { "retry-after": "0" });
    if (fault === "broken") return end(response, 500, "text/html", "<html>Something went wrong.</html>");
    if (fault === "busy") return say(response, { status: 503, document: busy() }, null);
    if (fault === "slow") await sleep(30);
    const said = path[1] === undefined ? partner.take(body) : partner.stored(decodeURIComponent(path[1]));
    say(response, said, fault);
  }

  function say(response: ServerResponse, { status, document }: Said, fault: Fault | null): void {
    if (fault === "lost") return void response.socket?.destroy();
    const text = document === null ? "" : partner.textOf(document);
    if (fault !== "cut") return end(response, status, MEDIA_TYPES[partner.form], text);
    // Whole by its length, and still only half of what was to be said: a gateway that gave up.
    end(response, status, MEDIA_TYPES[partner.form], text.slice(0, Math.floor(text.length / 2)));
  }

  const listener = createServer((request, response) => void answer(request, response)).listen(0, "127.0.0.1");
  await once(listener, "listening");
  const { port } = z.object({ port: z.number() }).parse(listener.address());
  return Object.assign(server, {
    url: `http://127.0.0.1:${port}/b2mml`,
    async stop() {
      listener.closeAllConnections();
      listener.close();
      await once(listener, "close");
    },
  });
}

function end(response: ServerResponse, status: number, type: string, text: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, status === 204 ? headers : { "content-type": type, ...headers }).end(text);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
