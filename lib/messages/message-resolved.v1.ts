import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Text } from "./primitives";

/** IN-06: tombstone. A message was settled by people outside the channel; this one takes its place in the sequence. */
export const MessageResolvedV1 = OutboundEnvelope.extend({
  type: z.literal("mes.message.resolved.v1"),
  data: z.object({ resolvedId: z.uuid(), resolvedType: z.string().min(1), reason: Text }),
});
export type MessageResolvedV1 = z.infer<typeof MessageResolvedV1>;
