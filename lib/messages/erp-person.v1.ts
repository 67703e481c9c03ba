import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, ErpVersion, InstantText, Text } from "./primitives";

/** What a person may work with, until it lapses; null does not lapse. */
const Qualification = z.object({ capability: Code, validTo: InstantText.nullable().default(null) });

/** A person of a site. Badge, PIN and roles are Millrace's and never come from the ERP. */
export const PersonData = z.object({
  site: Code,
  /** Personnel number, as it stands on confirmations. */
  person: Code,
  erpVersion: ErpVersion,
  name: Text.min(1),
  /** Decides the labour rate (C-04). */
  rateClass: Code,
  /** All of them. Null: this ERP does not keep qualifications, those that are known here stay. */
  qualifications: z.array(Qualification).max(200).nullable().default(null),
  /** INACTIVE ends the access to Millrace at once. */
  status: z.enum(["ACTIVE", "INACTIVE"]),
});
export type PersonData = z.infer<typeof PersonData>;

export const ErpPersonV1 = InboundEnvelope.extend({ type: z.literal("erp.person.v1"), data: PersonData });
export type ErpPersonV1 = z.infer<typeof ErpPersonV1>;
