import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, InstantText, OperationNumber, Text } from "./primitives";

/** What both messages of an exception say about it. */
const Exception = z.object({
  /** Names the exception: the same in `raised` and in `resolved`. */
  exception: Code,
  site: Code,
  kind: Code,
  /** 1 is the most severe (domain §2.5). */
  severity: z.number().int().min(1).max(3),
  order: Code.nullable(),
  operation: OperationNumber.nullable(),
  workUnit: Code.nullable(),
  lot: Code.nullable(),
  /** What happened, in plain words. */
  summary: Text,
});

/** Priority 0: something severe happened that the business must know now. */
export const ExceptionRaisedV1 = OutboundEnvelope.extend({ type: z.literal("mes.exception.raised.v1"), data: Exception });
export type ExceptionRaisedV1 = z.infer<typeof ExceptionRaisedV1>;

/** Priority 0: a severe exception is over. */
export const ExceptionResolvedV1 = OutboundEnvelope.extend({
  type: z.literal("mes.exception.resolved.v1"),
  data: Exception.extend({ resolvedAt: InstantText, cause: Text.nullable(), action: Text.nullable() }),
});
export type ExceptionResolvedV1 = z.infer<typeof ExceptionResolvedV1>;
