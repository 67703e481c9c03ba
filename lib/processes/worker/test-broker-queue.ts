import { eq } from "drizzle-orm";
import { source, queueTest } from "@/db/schema/telemetry-source";
import type { Services } from "@/lib/commands/services";
import { queueTestIsDue } from "@/lib/domain/equipment/broker-queue";
import { patternsMeet } from "@/lib/domain/equipment/topic-pattern";
import { newId } from "@/lib/platform/ids";
import { brokerAddress } from "@/lib/telemetry/broker-access";
import { listenedSources } from "@/lib/telemetry/sink/listened-sources";
import type { Subscriber } from "@/lib/telemetry/subscriber";
import { type QueueTest, queueTestTopic, testQueue, type QueueTestOptions } from "@/lib/telemetry/test-queue";

type Testing = Omit<QueueTestOptions, "id"> & { readonly subscriber: Pick<Subscriber, "status"> };

/**
 * Finds out what the broker keeps while no worker listens, where that is not known yet or somebody has asked, and remembers it for the page *Telemetry*. One worker
 * at a time, and only while all that it listens to is heard: machines come first. Rejects when `signal` is aborted; then it is done anew.
 */
export async function testBrokerQueue(services: Services, { subscriber, ...options }: Testing): Promise<void> {
  const heard = subscriber.status();
  if (heard.length === 0 || heard.some(({ connected }) => !connected)) return;
  const { db, clock } = services;
  const broker = brokerAddress(options.url);
  const row = await claim(services, broker);
  if (row === null) return;
  let found: QueueTest;
  try {
    const topic = queueTestTopic(row.id);
    const listener = (await listenedSources(db)).find(({ topicFilter }) => topicFilter !== null && patternsMeet(topicFilter, topic));
    found = listener === undefined ? await testQueue({ ...options, id: row.id }) : { code: "SOURCE_LISTENS", detail: listener.topicFilter ?? "" };
  } catch (error) {
    await db.update(queueTest).set({ startedAt: null }).where(eq(queueTest.broker, broker));
    throw error;
  }
  const result = "code" in found ? { said: null, kept: null, problem: found } : { ...found, problem: null };
  await db
    .update(queueTest)
    .set({ ...result, testedAt: clock.now(), startedAt: null, askedAt: null })
    .where(eq(queueTest.broker, broker));
  if (result.kept !== null && result.kept === result.said) options.log.info({ broker, ...found }, "the broker keeps what is said while no worker listens");
  else options.log.warn({ broker, ...found }, "the broker loses what is said while no worker listens, or it could not be found out; see Telemetry");
  const shown = await db.select({ id: source.id, siteId: source.siteId }).from(source).where(eq(source.active, true));
  services.tellLive(shown.map(({ id, siteId }) => ({ siteId, kind: "source", id, orderId: null })));
}

/** Takes the test in hand; null when it is not due, or another worker's. */
async function claim({ db, clock }: Services, broker: string): Promise<{ readonly id: string } | null> {
  return db.transaction(async (tx) => {
    await tx.insert(queueTest).values({ broker, id: newId() }).onConflictDoNothing();
    const [row] = await tx.select().from(queueTest).where(eq(queueTest.broker, broker)).for("update");
    const now = clock.now();
    if (row === undefined || !queueTestIsDue(row, now)) return null;
    await tx.update(queueTest).set({ startedAt: now }).where(eq(queueTest.broker, broker));
    return row;
  });
}
