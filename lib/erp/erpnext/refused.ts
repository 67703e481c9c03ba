import type { Rejected } from "@/lib/erp/port";

/** Thrown where a message cannot be booked as ERPNext now stands; nothing of it was. A person reads `reason`. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly rejected: Rejected;
  constructor(code: string, reason: string) {
    super(reason);
    this.rejected = { kind: "rejected", code, reason, raw: "" };
  }
}
