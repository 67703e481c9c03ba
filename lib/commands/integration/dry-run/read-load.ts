import type { ErpChannel } from "@/lib/commands/integration/erp-channel";
import { contentDigest } from "@/lib/integration/inbox/receive";

type Adapter = Awaited<ReturnType<ErpChannel["adapterFor"]>>;
type Page = Extract<Awaited<ReturnType<Adapter["poll"]>>, { kind: "page" }>;

/** A part of a load. `cursor`: where the next one begins; null when there is none. */
export type Load = { readonly messages: Page["messages"]; readonly unreadable: Page["unreadable"]; readonly pages: number; readonly cursor: string | null };

export type ReadLoad = { readonly ok: true; readonly load: Load } | { readonly ok: false; readonly reason: string };

const PAGE = 200;
/** Why a load is not read on when whoever asked for it has gone. */
export const NOBODY = "Whoever asked for it has gone; what comes later was not tried.";

/**
 * Reads changes page by page, as the poller does, until there are about as many messages as asked for. A cursor is inclusive: what `seen` has from the part
 * before is left out, and `seen` holds what this part has afterwards. Nothing is stored and the cursor stays where it is. When `left` says that nobody waits for it
 * any more, the call to the ERP is given up.
 */
export async function readLoad(
  adapter: Adapter,
  from: string | null,
  { messages: most, readMs, left }: { readonly messages: number; readonly readMs: number; readonly left: AbortSignal | undefined },
  seen: Set<string>,
  tell: (pages: number, messages: number) => void,
): Promise<ReadLoad> {
  const time = AbortSignal.timeout(readMs);
  const signal = left === undefined ? time : AbortSignal.any([time, left]);
  const messages: Page["messages"][number][] = [];
  const unreadable: Page["unreadable"][number][] = [];
  let position = from;
  let more = true;
  let pages = 0;
  const before = new Set(seen);
  seen.clear();
  const isNew = (key: string): boolean => {
    const isFirst = !before.has(key) && !seen.has(key);
    seen.add(key);
    return isFirst;
  };
  while (more && messages.length + unreadable.length < most) {
    const outcome = await adapter.poll(position, { limit: Math.min(PAGE, most), signal });
    if (outcome.kind !== "page") {
      // What was read until the time was over is worth trying; the rest is read with the next part.
      if (signal.aborted && pages > 0) break;
      return { ok: false, reason: left?.aborted === true ? NOBODY : signal.aborted ? "It was not read within the time for it." : outcome.reason };
    }
    pages += 1;
    messages.push(...outcome.messages.filter((message) => isNew(`${message.id} ${contentDigest(message)}`)));
    unreadable.push(...outcome.unreadable.filter(({ id, reason }) => isNew(`${id} ${reason}`)));
    more = outcome.more && outcome.cursor !== position;
    position = outcome.cursor;
    tell(pages, messages.length);
  }
  return { ok: true, load: { messages, unreadable, pages, cursor: more ? position : null } };
}
