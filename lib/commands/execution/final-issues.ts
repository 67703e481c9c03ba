import "server-only";
import { and, eq, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderComponent } from "@/db/schema/execution";
import type { CommandEffect } from "@/lib/commands/define-command";
import { accept } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import type { LockedOperation } from "./store";

/** Final issue (glossary): nothing more of an operation's lines will come. One fact for each line that is not closed yet. */
export async function finalIssues(tx: Tx, operationId: string): Promise<NewEvent[]> {
  const lines = await tx
    .select({ id: orderComponent.id, orderId: orderComponent.orderId })
    .from(orderComponent)
    .where(and(eq(orderComponent.operationId, operationId), ne(orderComponent.state, "CLOSED")));
  return lines.map((line) => ({
    id: newId(),
    type: "component.closed",
    aggregate: "order",
    aggregateId: line.orderId,
    orderId: line.orderId,
    payload: { componentId: line.id, orderId: line.orderId },
  }));
}

/** What a reversal or a correction moved on lines of an operation that has ended is final again: nothing would ever close them. */
export function finalAgain<Output>(tx: Tx, { operation }: LockedOperation, output: Output): Pick<CommandEffect<Output>, "next"> {
  return operation.state === "COMPLETED" ? { next: async () => accept({ events: await finalIssues(tx, operation.id), output }) } : {};
}
