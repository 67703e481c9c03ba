import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { contractFiles } from "./contract-files";
import { INBOUND_TYPES, InboundMessage } from "./inbound";
import { OUTBOUND_TYPES, OutboundMessage } from "./outbound";
import { samples } from "./samples";

const ROOT = join(import.meta.dirname, "../../public/contract");

it("IN-08 the checked-in contract is the one that the schemas state (else: npm run contract:generate)", () => {
  for (const [path, text] of contractFiles()) expect({ path, text: readFileSync(join(ROOT, path), "utf8") }).toEqual({ path, text });
});

it("IN-08 there is a sample of every message, and it fits its schema", () => {
  const all = samples();
  expect([...all.keys()].toSorted()).toEqual([...OUTBOUND_TYPES, ...INBOUND_TYPES].toSorted());
  for (const [type, message] of all) expect({ type, ok: (type.startsWith("mes.") ? OutboundMessage : InboundMessage).safeParse(message).success }).toEqual({ type, ok: true });
});

it("IN-08 no schema of a type that no longer exists is left behind", () => {
  const made = [...contractFiles().keys()].filter((path) => path.startsWith("schemas/")).map((path) => path.slice("schemas/".length));
  expect(readdirSync(join(ROOT, "schemas")).toSorted()).toEqual(made.toSorted());
});
