import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { again } from "@/lib/commands/again";
import type { Services } from "@/lib/commands/services";
import { log } from "@/lib/platform/log";
import { emptyBatch, type TelemetryBatch } from "@/lib/telemetry/batch";
import { type Message, quarantine } from "@/lib/telemetry/message";
import { addPlain } from "@/lib/telemetry/normalise";
import { parseJson } from "@/lib/telemetry/plain-json";
import { writeOnce } from "@/lib/telemetry/write-batch";
import { ingestBatch, type IngestResult } from "./ingest-batch";
import type { IngestMessagesInput, RefusedPart } from "./ingest-messages.schema";

/** What was stored, put aside and only counted, how many values are kept because nobody has mapped them yet (`unmapped`), and which parts of the body were no messages: they are among the latter two, as many as there are; the first hundred are named. */
export type IngestedMessages = IngestResult["stored"] & {
  readonly unmapped: number;
  readonly refused: readonly Pick<RefusedPart, "line" | "reason">[];
};

/** A body of nothing but rubbish is answered with so many of its lines. */
const MOST_NAMED = 100;
/** Where a part of a body lies in quarantine that names no topic. */
const NO_TOPIC = "POST /api/telemetry";

/**
 * The HTTP door: the same messages as over MQTT, into the same ingest function, halved in the same way where the database refuses a row. Answers
 * after commit what was stored, what went to quarantine, and what is too much for it and only counted. A database that is away is a fault: the caller sends again, nothing counts twice.
 */
export async function ingestMessages(services: Services, actor: Actor, { messages, refused = [] }: IngestMessagesInput): Promise<IngestedMessages> {
  const batch = emptyBatch();
  const receivedAtMs = services.clock.now().getTime();
  for (const [order, { topic, payload }] of messages.entries()) addPayload(batch, payload, { topic, receivedAtMs, order });
  for (const { reason, said } of refused) batch.quarantined.push(quarantine({ topic: NO_TOPIC, receivedAtMs, payload: bytesOf(said) }, reason));
  const stored = { samples: 0, counts: 0, states: 0, quarantined: 0, dropped: 0, unmapped: 0 };
  const write = async (part: TelemetryBatch): Promise<void> => {
    const { stored: done, unmapped } = await again(() => ingestBatch(services, actor, part));
    stored.samples += done.samples;
    stored.counts += done.counts;
    stored.states += done.states;
    stored.quarantined += done.quarantined;
    stored.dropped += done.dropped;
    stored.unmapped += unmapped;
  };
  await writeOnce(batch, write, log);
  return { ...stored, refused: refused.slice(0, MOST_NAMED).map(({ line, reason }) => ({ line, reason })) };
}

const text = new TextEncoder();

function bytesOf(said: unknown): Uint8Array {
  return said instanceof Uint8Array ? said : text.encode((typeof said === "string" ? said : toText(said)) ?? "");
}

function addPayload(batch: TelemetryBatch, payload: unknown, head: Omit<Message, "payload">): void {
  const written = toText(payload);
  const message: Message = { ...head, payload: text.encode(written ?? "") };
  if (written === null) batch.quarantined.push(quarantine(message, "payload is nested too deeply to be kept"));
  else addPlain(batch, message);
}

/**
 * A payload as JSON text, empty where there is none; null for one that the writer cannot descend into, although the reader could. A text that is JSON is what it says: brokers
 * hand payloads on as texts.
 */
function toText(payload: unknown): string | null {
  if (payload === undefined) return "";
  if (typeof payload === "string" && parseJson(text.encode(payload)) !== undefined) return payload;
  try {
    return JSON.stringify(payload);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
