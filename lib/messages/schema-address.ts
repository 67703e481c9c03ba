import type { InboundType } from "./inbound";
import type { OutboundType } from "./outbound";

/** Where the JSON Schema of a message type is served; goes into `dataschema` of the envelope (IN-01). */
export function schemaAddress(type: InboundType | OutboundType): string {
  return `/contract/schemas/${type}.json`;
}
