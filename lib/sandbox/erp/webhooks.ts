import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { WEBHOOK_SIGNATURE_HEADER, WEBHOOK_TIMESTAMP_HEADER } from "@/lib/messages/rest-contract.v1";
import { log } from "@/lib/platform/log";
import type { Ledger } from "./ledger";

type Target = { readonly url: string; readonly secret: string };

const BATCH = 50;
const LONGEST_WAIT_MS = 30_000;
/** How soon it notices that it is on again. */
const OFF_MS = 500;

/**
 * Announces changes of orders and lots to the target until it takes them, in the order in which they were made. How far it came is in the
 * books, so a killed process goes on where it was; polling catches whatever is never taken. While the ERP is switched off it says nothing.
 */
export async function announceChanges(ledger: Ledger, target: Target, now: () => Date, signal: AbortSignal, isOff: () => boolean): Promise<void> {
  let wake = new AbortController();
  ledger.onChange(() => wake.abort());
  for (let failures = 0; !signal.aborted;) {
    wake = new AbortController();
    if (isOff()) {
      await waitFor(OFF_MS, signal);
      continue;
    }
    const due = changesAfter(ledger, ledger.books.announced);
    if (due.length === 0) {
      await waitFor(60_000, AbortSignal.any([signal, wake.signal]));
    } else if (
      await send(
        target,
        due.map((change) => change.message),
        now(),
        signal,
      )
    ) {
      ledger.announced(due.at(-1)?.number ?? ledger.books.announced);
      failures = 0;
    } else {
      await waitFor(Math.min(LONGEST_WAIT_MS, 1000 * 2 ** failures), signal);
      failures += 1;
    }
  }
}

function changesAfter(ledger: Ledger, announced: number) {
  const urgent = [...ledger.books.objects.values()].filter(({ number, message }) => number > announced && (message.type === "erp.order.v1" || message.type === "erp.lot.v1"));
  return urgent.toSorted((a, b) => a.number - b.number).slice(0, BATCH);
}

async function send(target: Target, messages: readonly unknown[], at: Date, signal: AbortSignal): Promise<boolean> {
  const body = JSON.stringify({ messages });
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac("sha256", target.secret).update(`${timestamp}.${body}`).digest("hex");
  try {
    const answer = await fetch(target.url, {
      method: "POST",
      headers: { "content-type": "application/json", [WEBHOOK_TIMESTAMP_HEADER]: timestamp, [WEBHOOK_SIGNATURE_HEADER]: `v1=${signature}` },
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
    });
    await answer.arrayBuffer();
    if (!answer.ok) log.info({ status: answer.status }, "webhook was not taken, sending it again later");
    return answer.ok;
  } catch (error) {
    if (!signal.aborted) log.debug({ err: error }, "webhook could not be delivered, sending it again later");
    return false;
  }
}

async function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
