import type { ErpChannel } from "@/lib/commands/integration/erp-channel";

type Adapter = Awaited<ReturnType<ErpChannel["adapterFor"]>>;
type Page = Extract<Awaited<ReturnType<Adapter["poll"]>>, { kind: "page" }>;

/** How much of a load is read at most, and for how long. */
export type LoadBounds = { readonly messages: number; readonly pages: number; readonly readMs: number };

/** What the ERP says from a cursor on. `more`: there is more behind it than was read. */
export type Load = { readonly messages: Page["messages"]; readonly unreadable: Page["unreadable"]; readonly pages: number; readonly more: boolean };

export type ReadLoad = { readonly ok: true; readonly load: Load } | { readonly ok: false; readonly reason: string };

const PAGE = 200;

/** Reads changes page by page, as the poller does, within bounds. Nothing is stored and the cursor stays where it is. */
export async function readLoad(adapter: Adapter, from: string | null, bounds: LoadBounds, tell: (pages: number, messages: number) => void): Promise<ReadLoad> {
  const signal = AbortSignal.timeout(bounds.readMs);
  const messages: Page["messages"][number][] = [];
  const unreadable: Page["unreadable"][number][] = [];
  let position = from;
  let more = true;
  let pages = 0;
  while (more && pages < bounds.pages && messages.length < bounds.messages) {
    const outcome = await adapter.poll(position, { limit: Math.min(PAGE, bounds.messages - messages.length), signal });
    if (outcome.kind !== "page") {
      // What was read until the time was over is worth showing.
      if (signal.aborted && pages > 0) break;
      return { ok: false, reason: signal.aborted ? "It was not read within the time for it." : outcome.reason };
    }
    pages += 1;
    messages.push(...outcome.messages);
    unreadable.push(...outcome.unreadable);
    more = outcome.more && outcome.cursor !== position;
    position = outcome.cursor;
    tell(pages, messages.length);
  }
  return { ok: true, load: { messages, unreadable, pages, more } };
}
