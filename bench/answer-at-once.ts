import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";

// The other side of the contract, as fast as it can be: it takes every message under a new document and knows none of them afterwards.
const Message = z.object({ id: z.string() });
let documents = 0;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const answer = (status: number, body: object) => response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.method === "GET") return answer(404, { title: "Not booked", status: 404, code: "MESSAGE_UNKNOWN" });
    const { id } = Message.parse(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    documents += 1;
    return answer(201, { id, document: `D-${documents}`, parts: [] });
  });
});
server.listen(0, "127.0.0.1", () => {
  // listen() on a port answers with an address object, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${port}`);
});
process.once("SIGTERM", () => process.exit(0));
