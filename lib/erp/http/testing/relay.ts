import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** A call on its way through a relay. */
export type RelayedCall = { readonly method: string; readonly path: string; readonly body: string };

/**
 * What becomes of a call. The ERP never hears of it: `refuse` ends the connection, `swallow` lets the caller wait for ever, `answer` speaks for the ERP
 * as a gateway does. The ERP carried it out: `cut` ends the connection instead of answering, `half` in the middle of the answer, `hang` never answers.
 * `slow` passes it on after a while, `late` only when the caller has long given up, and then nobody is told.
 */
export type Meddling =
  | { readonly kind: "pass" | "refuse" | "swallow" | "cut" | "half" | "hang" }
  | { readonly kind: "slow" | "late"; readonly milliseconds: number }
  | { readonly kind: "answer"; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string };

/** What the system answered to a call. */
type RelayedAnswer = { readonly status: number; readonly body: string };

/** A real HTTP proxy before a system, which is told what is to become of each call. */
export type Relay = {
  readonly url: string;
  /** Nothing listens at the address for a while: connections are refused, those that are open end. */
  deaf(milliseconds: number): Promise<void>;
  close(): Promise<void>;
};

type Answer = { readonly status: number; readonly headers: IncomingMessage["headers"]; readonly body: Buffer };

/**
 * Opens a relay before the system at `target`. `meddle` is asked about each call when it has arrived in full; `carried` is told of each that the system
 * answered, whether or not the caller will hear of it.
 */
export async function openRelay(
  target: string,
  meddle: (call: RelayedCall) => Meddling,
  carried: (call: RelayedCall, answer: RelayedAnswer) => void = () => undefined,
): Promise<Relay> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => void carry(incoming, outgoing).catch(() => incoming.socket.destroy()));
  await listen(0);
  // listen() on a port answers with an address object, never a pipe's name.
  const { port } = server.address() as AddressInfo;

  function listen(at: number): Promise<void> {
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen(at, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  }

  async function carry(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming);
    const { method = "GET", url = "/" } = incoming;
    const call = { method, path: url, body: body.toString("utf8") };
    const fate = meddle(call);
    const onward = async () => {
      const answer = await pass(new URL(url, target), incoming, body, agent);
      carried(call, { status: answer.status, body: answer.body.toString("utf8") });
      return answer;
    };
    switch (fate.kind) {
      case "pass":
        return tell(outgoing, await onward());
      case "slow":
        await pause(fate.milliseconds);
        return tell(outgoing, await onward());
      case "answer":
        outgoing.writeHead(fate.status, fate.headers).end(fate.body ?? "");
        return;
      case "refuse":
        incoming.socket.destroy();
        return;
      case "swallow":
        return;
      case "hang":
        await onward();
        return;
      case "late":
        await pause(fate.milliseconds);
        await onward();
        return;
      case "cut":
        await onward();
        incoming.socket.destroy();
        return;
      case "half": {
        const answer = await onward();
        outgoing.writeHead(answer.status, { "content-type": answer.headers["content-type"] ?? "application/json", "content-length": answer.body.length });
        outgoing.write(answer.body.subarray(0, Math.floor(answer.body.length / 2)), () => incoming.socket.destroy());
        return;
      }
    }
  }

  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}`,
    async deaf(milliseconds) {
      await shut();
      await pause(milliseconds);
      await listen(port);
    },
    async close() {
      await shut();
      agent.destroy();
    },
  };
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const parts: AsyncIterable<Buffer> = message;
  for await (const part of parts) chunks.push(part);
  return Buffer.concat(chunks);
}

function pass(url: URL, { method, headers }: IncomingMessage, body: Buffer, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onward = request(url, { method, agent, headers: { ...headers, connection: "keep-alive", "content-length": body.length } }, (answer) => {
      bytesOf(answer).then((bytes) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: bytes }), reject);
    });
    onward.on("error", reject);
    onward.end(body);
  });
}

function tell(outgoing: ServerResponse, { status, headers, body }: Answer): void {
  const { connection: _, "transfer-encoding": __, ...kept } = headers;
  outgoing.writeHead(status, { ...kept, "content-length": body.length }).end(body);
}
