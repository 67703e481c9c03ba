import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { REPORTED_STATES } from "@/lib/domain/equipment/equipment-state";

/** What a machine calls its states, or its modes, each once. */
const StateWords = z
  .array(z.strictObject({ value: z.string().trim().min(1, "say what the machine says").max(128), state: z.enum(REPORTED_STATES) }))
  .min(1)
  .max(64)
  .refine((words) => new Set(words.map(({ value }) => value)).size === words.length, "each value stands once")
  .nullable();

/** When a value was. */
const When = {
  /** MESSAGE: as its message says; ARRIVAL: when it came, whatever its message says. */
  timeFrom: z.enum(["MESSAGE", "ARRIVAL"]).default("MESSAGE"),
  /** A time that names no zone is in the site's; false: it is refused. */
  localTime: z.boolean().default(false),
} as const;

/** Where the time of a value of JSON stands in its message; null: where messages usually have it. */
const TimePath = { timePath: z.string().trim().min(1).nullable().default(null) } as const;

const Limit = z
  .string()
  .regex(/^-?\d{1,9}(\.\d{1,6})?$/, "must be a number with at most six decimals")
  .nullable();

/** What a signal means, whichever way it comes. */
const SignalMeaning = {
  kind: z.enum(["STATE", "COUNTER", "PARAMETER"]),
  name: z.string().trim().min(1, "give it a name").max(128),
  /** What a counter counts; null for everything else. */
  counter: z.enum(["GOOD", "TOTAL", "SCRAP"]).nullable(),
  uom: z.string().trim().min(1).max(20).nullable(),
  /** Units for one step of the counter, or of the parameter's unit for one of the source's. */
  scale: z
    .string()
    .regex(/^-?\d{1,9}(\.\d{1,6})?$/, "must be a number with at most six decimals")
    .refine((text) => Number(text) !== 0, "must not be zero"),
  /** KP-02: the highest value of a counter, after which it begins at 0 again; null: it never does. */
  counterModulus: z.int("must be a whole number").min(1, "must be above zero").max(Number.MAX_SAFE_INTEGER).nullable().default(null),
  /** What the machine calls its states; null: as we or PackML do. */
  states: StateWords.default(null),
  /** TR-04: what a parameter has to keep to, inclusive, in its unit; null: no limit on that side. */
  lowerLimit: Limit.default(null),
  upperLimit: Limit.default(null),
  /** KP-04: how often a parameter is told at least; null: as often as its work unit is heard, or on change only where the protocol tells changes. */
  sampleIntervalSeconds: z.int().min(1).max(86_400).nullable().default(null),
} as const;

/** True: refused where the work unit has a signal of this meaning already; false: whoever asks knows that it has two of them. */
const Alone = { alone: z.boolean().default(false) } as const;

const Signal = z.object(SignalMeaning);
/** What a signal means, apart from what it is called. */
export type SignalMeaning = Readonly<Omit<z.infer<typeof Signal>, "name" | "states">> & {
  readonly states: readonly Readonly<NonNullable<z.infer<typeof StateWords>>[number]>[] | null;
};

type Meaning = {
  readonly kind: string;
  readonly counter: string | null;
  readonly scale: string;
  readonly counterModulus: number | null;
  readonly states: readonly unknown[] | null;
  readonly modePath?: string | null;
  readonly modes?: readonly unknown[] | null;
  readonly lowerLimit: string | null;
  readonly upperLimit: string | null;
  readonly sampleIntervalSeconds: number | null;
};

/** What does not go together in a meaning: the field and why. */
function checkMeaning(meaning: Meaning, context: z.RefinementCtx): void {
  const { kind, counter, scale, counterModulus, states, modePath = null, modes = null, lowerLimit, upperLimit, sampleIntervalSeconds } = meaning;
  const refuse = (field: keyof Meaning, message: string) => context.addIssue({ code: "custom", path: [field], message });
  if ((kind === "COUNTER") !== (counter !== null)) refuse("counter", "a counter says what it counts, and nothing else does");
  if (kind === "COUNTER" && Number(scale) < 0) refuse("scale", "a counter counts forward: must be above zero");
  if (kind !== "COUNTER" && counterModulus !== null) refuse("counterModulus", "only a counter wraps");
  if (kind !== "STATE" && (states !== null || modePath !== null)) refuse("states", "only a state has words for it");
  if (modes !== null && modePath === null) refuse("modePath", "say where the mode stands");
  if (kind !== "PARAMETER" && (lowerLimit !== null || upperLimit !== null || sampleIntervalSeconds !== null)) refuse("lowerLimit", "only a parameter has limits");
  if (lowerLimit !== null && upperLimit !== null && Number(lowerLimit) >= Number(upperLimit)) refuse("upperLimit", "must be above the lower limit");
}

export const SetSignalMappingInput = z
  .strictObject({
    ...CommandHeadShape,
    ...SignalMeaning,
    ...Alone,
    /** Null: a new one. */
    mappingId: z.uuid().nullable(),
    sourceId: z.uuid(),
    topicPattern: z.string().trim(),
    valuePath: z.string().trim(),
    timePath: z.string().trim().min(1).nullable(),
    ...When,
    /** Where the mode of the machine stands beside its state, and what it calls its modes; null: it tells none, or calls them as PackML does. */
    modePath: z.string().trim().min(1).nullable().default(null),
    modes: StateWords.default(null),
    workUnit: z.string().trim().min(1, "say which work unit").max(200),
  })
  .superRefine(checkMeaning);
export type SetSignalMappingInput = z.infer<typeof SetSignalMappingInput>;

/** Maps a value from the list of what nobody has mapped. */
export const MapMetricInput = z
  .strictObject({ ...CommandHeadShape, ...SignalMeaning, ...Alone, ...When, ...TimePath, metricId: z.uuid(), workUnitId: z.uuid() })
  .superRefine(checkMeaning);
export type MapMetricInput = z.infer<typeof MapMetricInput>;

const { kind, name, counter, uom, counterModulus } = SignalMeaning;
/** As many values may be mapped at once. */
export const MOST_AT_ONCE = 500;

/** Maps several values of that list at once, each as what it probably is. */
export const MapMetricsInput = z.strictObject({
  ...CommandHeadShape,
  metrics: z
    .array(
      z
        .strictObject({ kind, name, counter, uom, counterModulus, ...TimePath, metricId: z.uuid(), workUnitId: z.uuid() })
        .refine(
          (metric) => (metric.kind === "COUNTER") === (metric.counter !== null) && (metric.kind === "COUNTER" || metric.counterModulus === null),
          "a counter says what it counts, and nothing else does",
        ),
    )
    .min(1)
    .max(MOST_AT_ONCE),
});
export type MapMetricsInput = z.infer<typeof MapMetricsInput>;

const { name: _, ...NamelessMeaning } = SignalMeaning;

/** Changes what a mapped Sparkplug metric means; its name is its node's. */
export const SetMetricMappingInput = z
  .strictObject({ ...CommandHeadShape, ...NamelessMeaning, ...Alone, tagId: z.number().int().positive(), workUnitId: z.uuid() })
  .superRefine(checkMeaning);
export type SetMetricMappingInput = z.infer<typeof SetMetricMappingInput>;

/** Ends what a Sparkplug metric means. */
export const UnmapMetricInput = z.strictObject({ ...CommandHeadShape, tagId: z.number().int().positive() });
export type UnmapMetricInput = z.infer<typeof UnmapMetricInput>;

/** Puts a value of that list aside, or takes it up again. */
export const IgnoreMetricInput = z.strictObject({ ...CommandHeadShape, metricId: z.uuid(), ignored: z.boolean() });
export type IgnoreMetricInput = z.infer<typeof IgnoreMetricInput>;

/** The broker by its address, and the site whose IT asks. */
export const AskQueueTestInput = z.strictObject({ ...CommandHeadShape, siteId: z.uuid(), broker: z.string().min(1).max(300) });
export type AskQueueTestInput = z.infer<typeof AskQueueTestInput>;

export const RemoveSignalMappingInput = z.strictObject({ ...CommandHeadShape, mappingId: z.uuid() });
export type RemoveSignalMappingInput = z.infer<typeof RemoveSignalMappingInput>;

/** A topic filter that workers subscribe to, or that a gateway's messages over HTTP belong to. */
export const SetSourceInput = z.strictObject({
  ...CommandHeadShape,
  /** Null: a new one. */
  sourceId: z.uuid().nullable(),
  siteId: z.uuid(),
  code: z.string().trim().min(1, "give it a name").max(60),
  kind: z.enum(["PLAIN_JSON", "SPARKPLUG", "HTTP"]),
  topicFilter: z.string().trim().min(1).max(512),
  active: z.boolean(),
});
export type SetSourceInput = z.infer<typeof SetSourceInput>;
