"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { Icon } from "@/components/ui/icon";
import { callsAsTold } from "@/lib/client/pending-calls";
import { callKeys } from "@/lib/client/query-keys";
import { useRead } from "@/lib/client/use-read";
import { useRelatedChanges } from "@/lib/client/use-related-changes";
import type { FloorCalls } from "@/lib/queries/operator/floor-calls";
import { useFloor } from "./floor-provider";

/** How many calls wait for whoever comes when called, and the way to them; nothing while none does. */
export function CallsStrip() {
  const t = useTranslations("calls.mine");
  const { queue, person } = useFloor();
  const { data } = useRead<FloorCalls>(callKeys.mine, "/api/calls");
  useRelatedChanges(callKeys.mine, [], ["exception"]);
  const calls = data === undefined ? [] : callsAsTold(data, queue.items, person);
  if (calls.length === 0) return null;
  const waiting = calls.filter((call) => call.takenAt === null);
  return (
    <Link
      href="/calls"
      className={clsx(
        "flex min-h-(--target) items-center gap-4 rounded border-2 bg-raised px-5 py-3 text-ink no-underline active:bg-sunken",
        waiting.some((call) => call.severity === 1) ? "border-3 border-down-edge" : waiting.length > 0 ? "border-amber" : "border-line-strong",
      )}
    >
      <Icon name="bell" className="size-8 flex-none" />
      <b className="text-floor-md">{waiting.length > 0 ? t("waiting", { count: waiting.length }) : t("inHand", { count: calls.length })}</b>
      <Icon name="arrow-right" className="ml-auto size-7 flex-none" />
    </Link>
  );
}
