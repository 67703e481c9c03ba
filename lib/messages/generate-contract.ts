import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { contractFiles } from "./contract-files";

/** Writes the published contract: `npm run contract:generate`, after a change of a message schema. */
const root = join(import.meta.dirname, "../../public/contract");
for (const [path, text] of contractFiles()) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
