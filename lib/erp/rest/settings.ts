import { z } from "zod";

/** Where the ERP side of the contract is served. */
export const RestSettings = z.object({
  /** Address before `/v1`. */
  baseUrl: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, "")),
  timeoutSeconds: z.number().int().min(1).max(120).default(20),
});
export type RestSettings = z.infer<typeof RestSettings>;

export const RestSecrets = z.object({
  /** Bearer key that the ERP gave us. */
  apiKey: z.string().min(1),
  /** Signs the ERP's webhooks; several while it is rotated. */
  webhookSecrets: z.array(z.string().min(16, "needs at least 16 characters")).min(1).max(3),
});
export type RestSecrets = z.infer<typeof RestSecrets>;
