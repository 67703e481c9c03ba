import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "pino";
import { faultCode } from "@/lib/platform/fault-code";
import { batchSize, type TelemetryBatch } from "./batch";
import { asQuarantine, splitBatch } from "./split-batch";

/** What a failed write calls for: the data is bad, or the database is not there. */
export type WriteFailure = "BAD_ROW" | "UNAVAILABLE";

/**
 * SQLSTATE classes of bad data: data exception, integrity constraint violation, more than the database can hold (a key that is too long for its index); and what the driver says of
 * a statement that has too many parameters: it will have as many with each try.
 */
const BAD_ROW = /^(?:(?:22|23|54)[0-9A-Z]{3}|MAX_PARAMETERS_EXCEEDED)$/;
const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 5000;
/** So often in a row a fault that is neither the database's nor the network's is one of these messages. */
const REPEATED = 3;

/** A fault of ours that comes again with each try: some message of the batch leads to it. */
class RepeatedFault extends Error {
  constructor(fault: unknown) {
    super(fault instanceof Error ? fault.message : "an unknown fault", { cause: fault });
  }
}

/**
 * Class 22, 23 and 54 and too many parameters blame the rows, and so does a fault of ours that was repeated. Everything else is not the data's fault: lost connection (08), serialisation (40),
 * resources (53), shutdown (57) or a network error without SQLSTATE; the messages stay unacknowledged and are tried again.
 */
export function classifyWriteFailure(error: unknown): WriteFailure {
  return error instanceof RepeatedFault || BAD_ROW.test(faultCode(error) ?? "") ? "BAD_ROW" : "UNAVAILABLE";
}

type Write = (batch: TelemetryBatch) => Promise<void>;

/**
 * Writes a batch, whatever it takes. A batch that the database rejects, or that we fail at again and again, is halved until the bad row stands alone, which
 * goes to quarantine; an unavailable database is tried again for ever, with growing pauses. `met` hears why each time. Rejects only when `signal` is aborted.
 */
export async function writeBatch(batch: TelemetryBatch, write: Write, log: Logger, signal: AbortSignal, met: (fault: unknown) => void = () => undefined): Promise<void> {
  await writeParts(batch, (part) => untilAvailable(part, write, log, signal, met), log);
}

/**
 * Writes a batch for a sender who can send again: halves what the database rejects, or what we fail at again and again, as `writeBatch` does, and rejects with the database's error
 * when it is not there. What was written before that stays; a repeat does not count twice.
 */
export async function writeOnce(batch: TelemetryBatch, write: Write, log: Logger): Promise<void> {
  await writeParts(batch, (part) => unlessOurs(part, write), log);
}

async function writeParts(batch: TelemetryBatch, write: Write, log: Logger): Promise<void> {
  try {
    await write(batch);
  } catch (error) {
    if (classifyWriteFailure(error) !== "BAD_ROW") throw error;
    await writeHalves(batch, error, write, log);
  }
}

/** Tries again what fails for a fault of ours; whatever the database and the network say has a code, and is the caller's business. */
async function unlessOurs(batch: TelemetryBatch, write: Write): Promise<void> {
  for (let ours = 1; ; ours += 1) {
    try {
      await write(batch);
      return;
    } catch (error) {
      if (faultCode(error) !== null) throw error;
      if (ours === REPEATED) throw new RepeatedFault(error);
    }
  }
}

/** Tries again for as long as the database is not there; a refused row, or one that we cannot handle, is the caller's business. */
async function untilAvailable(batch: TelemetryBatch, write: Write, log: Logger, signal: AbortSignal, met: (fault: unknown) => void): Promise<void> {
  let ours = 0;
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    signal.throwIfAborted();
    try {
      await write(batch);
      return;
    } catch (error) {
      if (classifyWriteFailure(error) === "BAD_ROW") throw error;
      // Whatever the database and the network say has a code.
      ours = faultCode(error) === null ? ours + 1 : 0;
      if (ours === REPEATED) throw new RepeatedFault(error);
      met(error);
      log.error({ err: error, rows: batchSize(batch), delayMs }, "telemetry could not be stored; it stays with the broker and is tried again");
      await wait(delayMs, undefined, { signal });
    }
  }
}

async function writeHalves(batch: TelemetryBatch, error: unknown, write: Write, log: Logger): Promise<void> {
  if (batchSize(batch) > 1) {
    for (const half of splitBatch(batch)) await writeParts(half, write, log);
    return;
  }
  const [stuck] = batch.quarantined;
  if (stuck !== undefined) {
    // Not even its bytes can be stored: the log is the last place where they are not lost.
    log.fatal({ err: error, topic: stuck.topic, reason: stuck.reason, bytes: Buffer.from(stuck.bytes).toString("base64") }, "a message cannot be put into quarantine");
    return;
  }
  const reason = error instanceof Error ? error.message : "an unknown fault";
  const refuser = error instanceof RepeatedFault ? "could not be stored" : "refused by the database";
  await writeParts(asQuarantine(batch, `${refuser}: ${reason}`), write, log);
}
