import { expect, it } from "vitest";
import { jsonLines } from "./json-lines";

const pieces = (texts: readonly (string | Uint8Array<ArrayBuffer>)[]) => {
  const encoder = new TextEncoder();
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const text of texts) controller.enqueue(typeof text === "string" ? encoder.encode(text) : text);
        controller.close();
      },
    }),
  );
};
async function all(response: Response): Promise<unknown[]> {
  const seen: unknown[] = [];
  for await (const value of jsonLines(response)) seen.push(value);
  return seen;
}

it("reads values line by line, wherever the network cut them, within a letter as well", async () => {
  const [first, second] = [new TextEncoder().encode('"grün"\n').slice(0, 4), new TextEncoder().encode('"grün"\n').slice(4)];
  expect(await all(pieces(['{"step":', '1}\n{"step":2}\n', first, second]))).toEqual([{ step: 1 }, { step: 2 }, "grün"]);
});

it("fails where the answer breaks off within a line, and where there is none", async () => {
  await expect(all(pieces(['{"step":1}\n{"st']))).rejects.toThrow("broke off");
  await expect(all(new Response(null))).rejects.toThrow("answered nothing");
});

it("leaving it ends the request", async () => {
  let cancelled = false;
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new TextEncoder().encode("1\n")), cancel: () => void (cancelled = true) });
  for await (const value of jsonLines<number>(new Response(endless))) if (value === 1) break;
  expect(cancelled).toBe(true);
});
