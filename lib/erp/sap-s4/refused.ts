import type { Rejected } from "@/lib/erp/port";

/** Carries a refusal that we can tell before SAP has to, out of the depth of a posting; it becomes the outcome there. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly rejected: Rejected;
  /** `reason` is read by a person: what is wrong, in plain words. */
  constructor(code: string, reason: string) {
    super(reason);
    this.rejected = { kind: "rejected", code, reason, raw: "" };
  }
}
