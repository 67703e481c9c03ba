import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Names of the hand-written messages; each is there as XML and as JSON. */
export const FIXTURES = [
  "01-order-list-show",
  "02-order-process",
  "03-confirmation-partial",
  "04-confirmation-final-with-receipt",
  "05-acknowledge-accepted",
  "06-acknowledge-rejected",
  "07-confirm-bod-error",
  "08-line-down-event",
] as const;

export function fixture(name: string, form: "xml" | "json"): string {
  return readFileSync(fileURLToPath(new URL(`../__fixtures__/${name}.${form}`, import.meta.url)), "utf8");
}
