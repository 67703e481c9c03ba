import { BROKER_PROBLEMS } from "./broker-problem";

/** So many messages are said while nobody listens: twice what mosquitto keeps unless it is told otherwise. */
export const QUEUE_TEST_MESSAGES = 2_000;

/** Why it could not be found out what a broker keeps: beside what is wrong with a connection, that it does not bring us our own messages, that it takes too long, and that a source listens to the topic of the test. */
export const QUEUE_TEST_PROBLEMS = [...BROKER_PROBLEMS, "NOT_BROUGHT", "TOO_SLOW", "SOURCE_LISTENS"] as const;
export type QueueTestProblemCode = (typeof QUEUE_TEST_PROBLEMS)[number];

/** A test that could not be done is tried again after so long: rights at the broker are given without a word to us. */
const AGAIN_MS = 3_600_000;
/** Whoever began a test and has not ended it by then is gone. */
const GIVEN_UP_MS = 300_000;

/** What is known of the test of a broker. */
export type QueueTestRecord = {
  readonly startedAt: Date | null;
  readonly askedAt: Date | null;
  readonly testedAt: Date | null;
  readonly problem: unknown;
};

/** Whether a worker is to find out now what the broker keeps: once for each broker, when somebody asks, and an hour after it could not be done. */
export function queueTestIsDue({ startedAt, askedAt, testedAt, problem }: QueueTestRecord, now: Date): boolean {
  if (startedAt !== null && now.getTime() - startedAt.getTime() < GIVEN_UP_MS) return false;
  if (testedAt === null || askedAt !== null) return true;
  return problem !== null && now.getTime() - testedAt.getTime() >= AGAIN_MS;
}
