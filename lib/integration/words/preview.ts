import { z } from "zod";
import { inOurWords, inTheirWords, type WordKind, type Words } from "@/lib/erp/words";
import { InboundMessage } from "@/lib/messages/inbound";
import { wordFields } from "./word-fields";

/** One field of a message: as it came (or as we recorded it), as it reads today, as it would read with the edited table. */
export type WordChange = { readonly path: string; readonly kind: WordKind; readonly original: string; readonly today: string; readonly edited: string };

/** A message before and after. `problem`: why it could not be read with the edited table; null when it could, or is one of ours. */
export type WordPreview = { readonly direction: "IN" | "OUT"; readonly fields: readonly WordChange[]; readonly problem: string | null };

const Payload = z.looseObject({ data: z.json() });

/**
 * A stored message with another table. What the ERP said is stored in our words; its own are found by today's table the other way round, and
 * what could not be read is stored as it came.
 */
export function previewOf(direction: WordPreview["direction"], payload: unknown, today: Words, edited: Words): WordPreview {
  const read = Payload.safeParse(payload);
  if (!read.success) return { direction, fields: [], problem: direction === "IN" ? "It is kept in the ERP's own form, which only its adapter reads." : null };
  const stored = read.data;
  if (direction === "OUT") {
    const [now, then] = [wordFields(inTheirWords(stored, today).data), wordFields(inTheirWords(stored, edited).data)];
    return { direction, problem: null, fields: wordFields(stored.data).map((field, index) => changeOf(field, field.word, now[index]?.word, then[index]?.word)) };
  }
  const said = inTheirWords(stored, today).data;
  const [now, then] = [wordFields(inOurWords(said, today)), inOurWords(said, edited)];
  const after = wordFields(then);
  const parsed = InboundMessage.safeParse({ ...stored, data: then });
  return {
    direction,
    problem: parsed.success ? null : z.prettifyError(parsed.error),
    fields: wordFields(said).map((field, index) => changeOf(field, field.word, now[index]?.word, after[index]?.word)),
  };
}

function changeOf({ path, kind }: { path: string; kind: WordKind }, original: string, today = original, edited = original): WordChange {
  return { path, kind, original, today, edited };
}
