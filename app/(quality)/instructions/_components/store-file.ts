import { v7 } from "uuid";
import { z } from "zod";
import { refusalSentence } from "@/lib/format/refusal-text";

const Stored = z.object({ sha256: z.string(), contentType: z.string() });
const Refused = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).default({}) });

/** Sends a picture or PDF for an item's instructions; why it was not taken, in words. */
export async function storeFile(
  item: string,
  file: File,
  timeZone: string,
): Promise<({ readonly ok: true } & z.infer<typeof Stored>) | { readonly ok: false; readonly why: string }> {
  const query = new URLSearchParams({ commandId: v7(), item, name: file.name.slice(0, 200) });
  try {
    const response = await fetch(`/api/instruction-files?${query.toString()}`, { method: "POST", body: file });
    const body: unknown = await response.json();
    if (response.ok) return { ok: true, ...Stored.parse(body) };
    const refusal = Refused.safeParse(body);
    return { ok: false, why: refusalSentence(refusal.success ? refusal.data : { code: "FAULT", params: {} }, { timeZone }) };
  } catch {
    // No network, or an answer that is none of ours: the person is told, and can try again.
    return { ok: false, why: "The file did not arrive. Look whether the network is there, and add it again." };
  }
}
