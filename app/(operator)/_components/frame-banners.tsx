"use client";

import { QueueBanner } from "@/components/shop-floor/queue-banner";
import { StorageBanner } from "@/components/shop-floor/storage-banner";
import { useFloor } from "./floor-provider";
import { keptHere } from "./kept-here";

/** What the tablet's own state has to say under the head: storage that does not keep, and what waits here or was refused (UI-08). */
export function FrameBanners({ timeZone, onShow }: { timeZone: string; onShow: () => void }) {
  const { queue, person, offline, offlineSince, banner, held } = useFloor();
  const { waiting, refused, faulty, others } = keptHere(queue, person.accountId);
  return (
    <>
      {queue.storage === null ? null : <StorageBanner trouble={queue.storage} offline={offline} held={held} count={waiting.length + refused.length} onShow={onShow} />}
      {banner === null || (banner === "offline" && queue.storage !== null) ? null : (
        <QueueBanner
          state={banner}
          count={{ offline: waiting, conflict: refused, faulty, others }[banner].length}
          since={offlineSince ?? undefined}
          oldestAt={waiting[0]?.eventTime}
          timeZone={timeZone}
          onShow={onShow}
        />
      )}
    </>
  );
}
