"use client";

import { useTranslations } from "next-intl";
import { Countdown } from "@/components/data/age";
import { Icon } from "@/components/ui/icon";
import type { NextLevel } from "@/lib/queries/operator/open-calls";
import { useCallOwner } from "./call-words";

/** §2.5: how long until it goes to somebody else, counting down by itself. */
export function CallClock({ next, asOf }: { next: NextLevel; asOf: string }) {
  const t = useTranslations("calls.clock");
  const ownerOf = useCallOwner();
  return (
    <span className="inline-flex items-center gap-2 font-semibold">
      <Icon name="hourglass" className="size-5 flex-none" />
      <span>{t.rich("goesTo", { owner: ownerOf(next.to), clock: () => <Countdown until={next.at} initialNow={asOf} className="tabular-nums" /> })}</span>
    </span>
  );
}
