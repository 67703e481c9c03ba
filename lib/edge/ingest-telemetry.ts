import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { ingestMessages } from "@/lib/commands/telemetry/ingest-messages";
import type { IngestMessagesInput } from "@/lib/commands/telemetry/ingest-messages.schema";
import { composition } from "@/lib/composition";

/** Stores the messages of a machine client with this process's services. */
export function ingestTelemetry(actor: Actor, input: IngestMessagesInput): ReturnType<typeof ingestMessages> {
  return ingestMessages(composition().services, actor, input);
}
