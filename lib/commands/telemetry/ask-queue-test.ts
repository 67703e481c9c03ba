import "server-only";
import { eq } from "drizzle-orm";
import { queueTest } from "@/db/schema/telemetry-source";
import { defineCommand } from "@/lib/commands/define-command";
import { noteDone } from "@/lib/commands/note-done";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { AskQueueTestInput } from "./signal-mapping.schema";

/** Has a worker find out anew what the broker keeps while no worker listens, within some seconds. Refusal NOT_FOUND for a broker that no worker has tested. */
export const askQueueTest = defineCommand<AskQueueTestInput, { readonly broker: string }>({
  name: "ask-queue-test",
  permission: "integration.configure",
  input: AskQueueTestInput,
  site: (_, { siteId }) => Promise.resolve(siteId),
  async run(frame, { broker }) {
    const asked = await frame.tx.update(queueTest).set({ askedAt: frame.recordedAt }).where(eq(queueTest.broker, broker)).returning({ id: queueTest.id });
    if (asked.length === 0) return refuse("NOT_FOUND");
    await noteDone(frame, "queue-test.ask", broker, {});
    return accept({ events: [], output: { broker } });
  },
});
