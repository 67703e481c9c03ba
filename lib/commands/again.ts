import { faultCode } from "@/lib/platform/fault-code";
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
      if (tried >= TRIES || !GIVEN_UP.has(faultCode(fault) ?? "")) throw fault;
      log.warn({ err: fault, tried }, "the database gave a transaction up; it is carried out again");
    }
  }
}
