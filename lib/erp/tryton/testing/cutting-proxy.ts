import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands before an ERP and passes everything on; the answer to a call that `cut` names never arrives, though the call was carried out. */
export type CuttingProxy = { readonly url: string; readonly calls: readonly string[]; cut: ((method: string, count: number) => boolean) | null; close(): Promise<void> };

/** Opens a proxy before the ERP at `target`. `count` tells how many calls of the same method went before. */
export async function openCuttingProxy(target: string): Promise<CuttingProxy> {
  const calls: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      const body = Buffer.concat(parts);
      const method = String(JSON.parse(body.toString("utf8")).method);
      const before = calls.filter((call) => call === method).length;
      calls.push(method);
      const onward = request(new URL(incoming.url ?? "/", target), { method: "POST", agent: false, headers: { ...incoming.headers, "content-length": body.length } }, (answer) => {
        const answered: Buffer[] = [];
        answer.on("data", (part: Buffer) => answered.push(part));
        answer.on("end", () => {
          // The ERP has committed and answered in full; the wire breaks here.
          if (proxy.cut?.(method, before) === true) incoming.socket.destroy();
          else outgoing.writeHead(answer.statusCode ?? 500, { "content-type": "application/json" }).end(Buffer.concat(answered));
        });
      });
      onward.on("error", () => incoming.socket.destroy());
      onward.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // listen() on a port answers with an address object, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  const proxy: CuttingProxy = { url: `http://127.0.0.1:${port}/`, calls, cut: null, close };
  return proxy;
}
