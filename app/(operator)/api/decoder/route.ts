import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { defineHandler } from "@/lib/edge/define-handler";

const DAY_SECONDS = 86_400;

/** The decoder of barcodes as WebAssembly, from the package that calls it: nothing is fetched from anybody else's server. */
export const GET = defineHandler({
  name: "decoder",
  access: { who: "signed-in" },
  run: async () => {
    const binary = await readFile(join(process.cwd(), "node_modules/zxing-wasm/dist/reader/zxing_reader.wasm"));
    return new Response(new Uint8Array(binary), { headers: { "content-type": "application/wasm", "cache-control": `private, max-age=${DAY_SECONDS}` } });
  },
});
