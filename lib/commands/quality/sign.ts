import "server-only";
import { eq } from "drizzle-orm";
import { site } from "@/db/schema/reference";
import type { CommandFrame } from "@/lib/commands/define-command";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { wallClockAt } from "@/lib/domain/shared/wall-clock";
import type { NewEvent } from "@/lib/eventlog/event";
import { digestOf } from "@/lib/platform/digest";
import { newId } from "@/lib/platform/ids";

/** What is signed: the thing, what the signature means, and the record as it is signed. */
export type ToSign = Pick<NewEvent, "aggregate" | "aggregateId" | "orderId"> & {
  readonly meaning: "APPROVAL" | "REVIEW" | "RESPONSIBILITY";
  /** "hold/…", "nonconformance/…": what the signature stands under. */
  readonly subject: string;
  readonly record: unknown;
};

export type Signature = Extract<NewEvent, { type: "signature.applied" }>;

/**
 * SEC-12: the signature under a record as a fact: printed name, UTC and local time, meaning, and a digest of the record that was signed. Refuses
 * SIGNATURE_REQUIRED where the caller has not just stated both components, which a machine or a tablet's queue never has.
 */
export async function sign({ tx, actor, siteId, recordedAt }: CommandFrame, what: ToSign): Promise<Decision<Signature, "SIGNATURE_REQUIRED">> {
  if (actor.signing === undefined || actor.accountId === null) return refuse("SIGNATURE_REQUIRED");
  return accept(await signature({ tx, siteId, recordedAt }, { accountId: actor.accountId, name: actor.signing.name }, what));
}

/** The signature of somebody who has just stated both components: whoever acts, or who approves it at their tablet. */
export async function signature(
  { tx, siteId, recordedAt }: Pick<CommandFrame, "tx" | "siteId" | "recordedAt">,
  signer: { readonly accountId: string; readonly name: string },
  what: ToSign,
): Promise<Signature> {
  const [place] = await tx.select({ timeZone: site.timeZone }).from(site).where(eq(site.id, siteId));
  const zone = place?.timeZone ?? "UTC";
  const { year, month, day, hour, minute, second } = wallClockAt(zone, recordedAt);
  const { aggregate, aggregateId, orderId, meaning, subject, record } = what;
  return {
    id: newId(),
    type: "signature.applied",
    aggregate,
    aggregateId,
    orderId,
    // The moment of signing is the server's own, whatever the command says of its time (SEC-13).
    eventTime: recordedAt,
    payload: {
      signatureId: newId(),
      accountId: signer.accountId,
      printedName: signer.name,
      meaning,
      subject,
      recordDigest: digestOf(record),
      localTime: `${year}-${month}-${day} ${hour}:${minute}:${second} ${zone}`,
    },
  };
}
