import "server-only";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import type { CommandFrame } from "./define-command";
import { followRework } from "./quality/rework-nonconformance";
import { checksDue } from "./quality/due-checks";
import { joinDoubt } from "./quality/join-doubt";
import { namedFailures } from "./telemetry/named-failures";
import { noteLoads } from "./telemetry/note-loads";

/** Facts after which a check of their operation may be due (EX-14). */
const CAUSES: readonly NewEvent["type"][] = ["operation.started", "operation.resumed", "production.confirmed", "material.issued", "lot.mounted"];

type Following = { readonly events: readonly NewEvent[]; readonly messages: readonly OutboundDraft[] };

/**
 * What follows at once from facts that any command may bring, once they are applied: checks that become due by count or event, output that joins an
 * open nonconformance, what goes to rework and comes from there, and a line that is down because somebody has named its stop a failure. Their commands hold the lock of the operation, so that the worker does not write the same.
 */
export async function followFacts(frame: CommandFrame, facts: readonly NewEvent[]): Promise<Following> {
  await noteLoads(frame, facts);
  const named = await namedFailures(frame, facts);
  const events: NewEvent[] = [...named.events];
  const messages: OutboundDraft[] = [...named.messages];
  for (const fact of facts) {
    if (fact.type !== "production.confirmed") continue;
    const joined = await joinDoubt(frame, fact.payload, fact.eventTime ?? frame.at);
    events.push(...joined.events);
    messages.push(...joined.messages);
  }
  const entries = facts.flatMap((fact) => (fact.type === "production.confirmed" || fact.type === "production.reversed" ? [fact.payload] : []));
  // Only rework has anything to do with it, and no command touches two operations by entries.
  if (entries.some(({ activity, rework }) => activity === "REWORK" || rework !== "0"))
    events.push(...(await followRework(frame, entries, facts.find((fact) => fact.type === "nc.closed")?.aggregateId ?? null)));
  const operations = new Set(
    facts.flatMap((fact) => (CAUSES.includes(fact.type) && "operationId" in fact.payload && typeof fact.payload.operationId === "string" ? [fact.payload.operationId] : [])),
  );
  for (const operationId of operations) events.push(...(await checksDue(frame.tx, operationId, frame.at)));
  return { events, messages };
}
