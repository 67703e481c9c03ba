import type { Accepted, Delivery, DocumentPart } from "@/lib/erp/port";
import type { Words } from "@/lib/erp/words";
import type { SapCalls } from "./client";
import type { SapSettings } from "./settings";

/** What it takes to say one message to SAP. */
export type Work = {
  readonly calls: SapCalls;
  readonly settings: SapSettings;
  readonly words: Words;
  readonly delivery: Delivery;
};

/** SAP holds it: the first part is the document that people look for. `document` names it where there is no part. */
export function held(parts: readonly DocumentPart[], document?: string): Accepted {
  return { kind: "accepted", document: document ?? parts[0]?.number ?? "", parts };
}
