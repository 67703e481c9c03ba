import type { DocumentPart, FindOutcome, PostOutcome } from "@/lib/erp/port";
import { FrappeError } from "./failure";
import { verdictOf } from "./classify";
import { Refused } from "./refused";

/** One of the documents that a message becomes. */
export type Part = {
  readonly kind: string;
  /** Its number when ERPNext holds it; null is proof that it does not. */
  find(): Promise<string | null>;
  /** Books it unless it is there, and answers its number. */
  make(): Promise<string>;
  /** Takes it back; does nothing where it is gone. So a message of which a later part is refused is booked as a whole or not at all. */
  undo(): Promise<void>;
  /** Whether nothing is left to take back. */
  isGone(): Promise<boolean>;
};

/** Books the parts in order. A refused part takes the earlier ones back. `document` names the message where it has no part. */
export async function makeAll(parts: readonly Part[], document: string): Promise<PostOutcome> {
  const done: { readonly part: Part; readonly number: string }[] = [];
  for (const part of parts) {
    try {
      done.push({ part, number: await part.make() });
    } catch (error) {
      if (!isRefusal(error)) throw error;
      for (const { part: earlier } of done.toReversed()) await earlier.undo();
      throw error;
    }
  }
  return accepted(
    done.map(({ part, number }) => ({ kind: part.kind, number })),
    document,
  );
}

/** Found when each part is; a message that is there in part is finished by posting it again, so that counts as not there. */
export async function findAll(parts: readonly Part[], document: string): Promise<FindOutcome> {
  const found: DocumentPart[] = [];
  for (const part of parts) {
    const number = await part.find();
    if (number === null) return { kind: "absent" };
    found.push({ kind: part.kind, number });
  }
  return accepted(found, document);
}

function accepted(parts: readonly DocumentPart[], document: string): Extract<PostOutcome, { kind: "accepted" }> {
  return { kind: "accepted", document: parts.at(-1)?.number ?? document, parts };
}

function isRefusal(error: unknown): boolean {
  return error instanceof Refused || (error instanceof FrappeError && verdictOf(error).kind === "rejected");
}
