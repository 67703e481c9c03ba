import { encodePayload } from "@/lib/telemetry/sparkplug/encode-payload";

/** A Sparkplug message of the group SITE-A as it comes from the broker, of a path such as `NDATA/PAST-1`. */
export function siteAMessage(path: string, payload: Parameters<typeof encodePayload>[0]) {
  return { topic: `spBv1.0/SITE-A/${path}`, payload: encodePayload(payload), receivedAtMs: 0 };
}
