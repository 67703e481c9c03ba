import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { connection } from "@/db/schema/integration";
import type { ErpAdapter, WebhookOutcome } from "@/lib/erp/port";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import type { Inbox } from "./inbox";

export type WebhookOptions = {
  readonly db: Database;
  readonly clock: Clock;
  readonly inbox: Inbox;
  adapterFor(connectionId: string): Promise<ErpAdapter>;
};

/** What the ERP is answered: a status and a small JSON body. Nothing of ours but what it sent itself. */
export type WebhookAnswer =
  | { readonly status: 200; readonly body: { readonly received: number; readonly repeated: number; readonly unreadable: number; readonly conflicts: number } }
  | { readonly status: 202; readonly body: { readonly received: 0 } }
  | { readonly status: 400 | 401 | 404; readonly refused: { readonly code: string; readonly title: string } }
  | { readonly status: 503; readonly retryAfterSeconds: number; readonly refused: { readonly code: "PAUSED"; readonly title: string } };

export type WebhookDoor = (connectionCode: string, request: { readonly headers: Readonly<Record<string, string>>; readonly rawBody: string }) => Promise<WebhookAnswer>;

const STATUS: Readonly<Record<Extract<WebhookOutcome, { kind: "refused" }>["code"], 400 | 401 | 404>> = { SIGNATURE: 401, REPLAY: 401, MALFORMED: 400, NOT_SUPPORTED: 404 };

/** What is pushed while a connection is paused comes again after so long: nothing else would bring it from an ERP that is not asked. */
const PAUSED_SECONDS = 60;

/** The door for what an ERP pushes: genuine by its adapter's word, stored before it is answered, applied at once. A hint makes the poller look. While the connection is paused it must come again. */
export function webhookDoor(options: WebhookOptions): WebhookDoor {
  const { db, clock, inbox } = options;
  return async (connectionCode, request) => {
    const [row] = await db.select({ id: connection.id, enabled: connection.enabled }).from(connection).where(eq(connection.code, connectionCode));
    if (row === undefined) return { status: 404, refused: { code: "NOT_FOUND", title: "There is no such connection." } };
    const at = clock.now();
    const outcome = (await options.adapterFor(row.id)).verifyWebhook({ ...request, receivedAt: at });
    // Only who may push learns that it is paused. What a hint points at is read once it is not.
    if (!row.enabled && outcome.kind === "messages")
      return { status: 503, retryAfterSeconds: PAUSED_SECONDS, refused: { code: "PAUSED", title: "This connection is paused. Nothing was taken; send it again later." } };
    switch (outcome.kind) {
      case "refused":
        log.warn({ connection: connectionCode, code: outcome.code }, "a webhook was refused");
        return { status: STATUS[outcome.code], refused: { code: outcome.code, title: outcome.reason } };
      case "hint":
        // The poller of any worker sees that the connection's time has come.
        await db.update(connection).set({ lastPolledAt: null }).where(eq(connection.id, row.id));
        return { status: 202, body: { received: 0 } };
      case "messages": {
        const received = await inbox.take({ connectionId: row.id, door: "WEBHOOK", messages: outcome.messages, unreadable: outcome.unreadable, at });
        return { status: 200, body: { received: received.fresh, repeated: received.repeated, unreadable: received.unreadable, conflicts: received.conflicts.length } };
      }
    }
  };
}
