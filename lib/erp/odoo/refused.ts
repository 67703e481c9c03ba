import type { Rejected } from "@/lib/erp/port";

/** Carries a refusal that we can tell before Odoo has to, out of the depth of a posting; it becomes the outcome there. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly rejected: Rejected;
  /** `reason` is read by a person: what is wrong, in plain words. `raw`: what Odoo answered, where it did. */
  constructor(code: string, reason: string, raw = "") {
    super(reason);
    this.rejected = { kind: "rejected", code, reason, raw };
  }
}
