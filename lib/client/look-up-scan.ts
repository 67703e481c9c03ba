import type { ScannedThing } from "@/lib/queries/operator/scanned-thing";
import { inPatience } from "./patience";

/** What a code is, or that whoever scanned it may look up badges alone (FORBIDDEN), or that the server takes no more questions or faults on this one (BUSY). */
export type LookedUp = ScannedThing | { readonly kind: "FORBIDDEN" | "BUSY" };

/** What the server knows of a code; null when it cannot be asked now. `gtin`: what else the label of a lot says; `unitId`: the machine at which it was scanned. The code
 * travels in the body: it may be a badge. */
export async function lookUpScan(code: string, asked: { readonly gtin?: string | undefined; readonly unitId?: string | undefined }): Promise<LookedUp | null> {
  try {
    const response = await inPatience((signal) =>
      fetch("/api/scan", {
        method: "POST",
        cache: "no-store",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ code, ...asked }),
        signal,
      }),
    );
    // Our own handler answers what the query beside it returns; both have the same type.
    if (response.ok) return (await response.json()) as ScannedThing;
    return response.status === 403 ? { kind: "FORBIDDEN" } : response.status === 429 || response.status === 500 ? { kind: "BUSY" } : null;
  } catch {
    // No network is normal on a floor; whoever asks goes on with what the tablet knows (EX-22).
    return null;
  }
}
