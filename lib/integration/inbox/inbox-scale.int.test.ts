import { eq, sql } from "drizzle-orm";
import { expect, it } from "vitest";
import { inboxMessage } from "@/db/schema/integration";
import { testDatabase } from "@/db/testing/database";
import { channelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { createInbox } from "./inbox";

const MESSAGES = 600;

it("looks after each message for those that wait for it, and at nothing that has yet to be applied", async () => {
  const database = await testDatabase();
  const { db, clock, connectionId } = await channelPlant(database.db, NOWHERE);
  const read = await db.transaction(async (tx) => {
    const inbox = createInbox({
      db: tx,
      clock,
      async apply(id) {
        await tx.update(inboxMessage).set({ state: "APPLIED", settledAt: clock.now() }).where(eq(inboxMessage.id, id));
        return { state: "APPLIED", provides: `item/${id}` };
      },
    });
    await inbox.store({ connectionId, door: "POLL", messages: Array.from({ length: MESSAGES }, (_, n) => exampleOrder(SITE, `PO-${n}`)), unreadable: [], at: clock.now() });
    const before = await rowsRead();
    expect(await inbox.applyPending(connectionId)).toBe(MESSAGES);
    return (await rowsRead()) - before;

    async function rowsRead(): Promise<number> {
      const [row] = await tx.execute<{ rows: number }>(
        sql`select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_xact_user_tables where schemaname = 'integration' and relname = 'inbox_message'`,
      );
      return row?.rows ?? Number.NaN;
    }
  });
  await database.close();
  // Itself, and its part of the backlog once for each part of five hundred.
  expect(read).toBeLessThan(MESSAGES * 5);
});
