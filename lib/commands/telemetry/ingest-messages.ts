import "server-only";
import type { Actor } from "@/lib/auth/actor";
import type { Services } from "@/lib/commands/services";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";
import { ingestBatch, type IngestResult } from "./ingest-batch";
import type { IngestMessagesInput } from "./ingest-messages.schema";

/** The HTTP door: the same messages as over MQTT, into the same ingest function. Answers after commit; a repeat is harmless. */
export async function ingestMessages(services: Services, actor: Actor, { messages }: IngestMessagesInput): Promise<IngestResult["stored"]> {
  const batch = emptyBatch();
  const receivedAtMs = services.clock.now().getTime();
  const text = new TextEncoder();
  for (const { topic, payload } of messages) addPlain(batch, { topic, payload: text.encode(JSON.stringify(payload)), receivedAtMs });
  const { stored } = await ingestBatch(services, actor, batch);
  return stored;
}
