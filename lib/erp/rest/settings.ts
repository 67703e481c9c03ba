import { z } from "zod";
import { BUNDLE_MOST } from "@/lib/messages/rest-contract.v1";

/** Where the ERP side of the contract is served. */
export const RestSettings = z.object({
  /** Address before `/v1`. */
  baseUrl: z
    .url({ protocol: /^https?$/, error: "must be an address that begins with http:// or https://" })
    .transform((url) => url.replace(/\/+$/, ""))
    .meta({ title: "Address", description: "Where the ERP or its middleware serves the contract, up to and without /v1." }),
  timeoutSeconds: z
    .number()
    .int()
    .min(1)
    .max(120)
    .default(20)
    .meta({ title: "Wait for an answer, seconds", description: "Longer, and the call counts as lost and is looked up before it is tried again." }),
  /** How many messages it takes in one call: one, unless it serves `/v1/message-bundles`. */
  bundle: z
    .number()
    .int()
    .min(1)
    .max(BUNDLE_MOST)
    .default(1)
    .meta({ title: "Messages in one call", description: "More than 1 only if the other side serves /v1/message-bundles. Used for messages whose policy says batch." }),
});
export type RestSettings = z.infer<typeof RestSettings>;

export const RestSecrets = z.object({
  /** Bearer key that the ERP gave us. */
  apiKey: z.string().min(1).meta({ title: "API key", description: "The key that the ERP gave to Millrace; sent as a bearer token with each call." }),
  /** Signs the ERP's webhooks; several while it is rotated. */
  webhookSecrets: z
    .array(z.string().min(16, "needs at least 16 characters"))
    .min(1)
    .max(3)
    .meta({ title: "Web-hook secrets", description: "Sign the calls of the ERP, one a line; a second one while the first is being replaced." }),
});
export type RestSecrets = z.infer<typeof RestSecrets>;
