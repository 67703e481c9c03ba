import { log } from "@/lib/platform/log";

/** What the database gives up so that others can go on: nothing was kept, and nothing was wrong with it. */
const GIVEN_UP = new Set(["40P01", "40001"]);
const TRIES = 3;

/** Carries out a transaction, once more where the database gave it up as the victim of a deadlock. Other faults, and the third in a row, are thrown. */
export async function again<Result>(transaction: () => Promise<Result>): Promise<Result> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await transaction();
    } catch (fault) {
      if (tried >= TRIES || !wasGivenUp(fault)) throw fault;
      log.warn({ err: fault, tried }, "the database gave a transaction up; it is carried out again");
    }
  }
}

function wasGivenUp(fault: unknown): boolean {
  // The query builder wraps the driver's error.
  for (let cause = fault; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string" && GIVEN_UP.has(cause.code)) return true;
  }
  return false;
}
