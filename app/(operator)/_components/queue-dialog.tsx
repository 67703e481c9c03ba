"use client";

import { SecondKey } from "@/components/shop-floor/key";
import { Dialog } from "@/components/ui/dialog";
import { Mark } from "@/components/ui/mark";
import { formatDayTime } from "@/lib/format/instant";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { QueueItem } from "@/lib/client/queue-item";
import { useFloor } from "./floor-provider";

/** Every entry that is kept on this tablet, what it waits for, and why one was not taken (UI-08). */
export function QueueDialog({ open, onOpenChange, timeZone }: { open: boolean; onOpenChange: (open: boolean) => void; timeZone: string }) {
  const { queue, person, dismiss } = useFloor();
  const kept = queue.items.filter((item) => item.state !== "SENT");
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Entries kept on this tablet"
      description="They are sent in this order. Nothing is lost when the page is reloaded or the battery is changed."
    >
      {kept.length === 0 ? (
        <p className="text-ink-2">Nothing waits: all entries are saved.</p>
      ) : (
        <ol className="grid grid-cols-1 gap-4">
          {kept.map((item) => (
            <li key={item.sequence} className="grid gap-1 border-b border-line pb-4 last:border-b-0 last:pb-0">
              <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
                <b className="min-w-0 flex-1 break-words text-floor-md">{item.text}</b>
                <span className="text-ink-2">{formatDayTime(item.eventTime, { timeZone })}</span>
                {item.state === "REFUSED" ? (
                  <Mark kind="failed">not accepted</Mark>
                ) : (
                  <Mark kind="queued">{item.accountId === person.accountId ? "queued" : "waits for its owner"}</Mark>
                )}
              </div>
              {explain(item, person.accountId, timeZone)}
              {item.state === "REFUSED" ? <SecondKey label="Read, remove it here" onClick={() => dismiss(item.sequence)} className="mt-2 justify-self-start" /> : null}
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}

function explain(item: QueueItem, accountId: string, timeZone: string) {
  if (item.answer?.ok === false) return <p className="text-ink-2">{refusalSentence(item.answer, { timeZone })}</p>;
  if (item.accountId !== accountId) return <p className="text-ink-2">Whoever entered it has to sign on here once; then it is sent in their name.</p>;
  return null;
}
