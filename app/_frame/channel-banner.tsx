"use client";

import Link from "next/link";
import { useQuery } from "@tanstack/react-query";
import { Banner } from "@/components/ui/banner";
import { useNow } from "@/components/ui/use-now";
import { channelKeys } from "@/lib/client/office-keys";
import { readScreen } from "@/lib/client/read-screen";
import { channelWords } from "@/lib/format/channel-words";
import type { ChannelNotice } from "./channel-notice";

/** No fact says that an ERP stopped answering: the live stream looks for it and tells; the words count on by themselves meanwhile. IN-09: what is wrong with the channel, how long it has been, and how much waits, above every page of an office: what stands there may hang on the ERP. */
export function ChannelBanner({ notice }: { notice: ChannelNotice }) {
  const { data } = useQuery({ queryKey: channelKeys.notice, queryFn: () => readScreen<ChannelNotice>("/api/channel"), initialData: notice });
  // The page may have been rendered anew since the last look.
  const { trouble, waiting, mayMend, now } = notice.now > data.now ? notice : data;
  const at = useNow(now) ?? Date.parse(now);
  if (trouble === null) return null;
  const mend =
    mayMend && trouble.kind !== "NO_WORKER" ? (
      <Link href={trouble.kind === "REFUSED" ? `/connections#${trouble.code}` : "/connections"} className="text-current underline underline-offset-2">
        Connections
      </Link>
    ) : undefined;
  return (
    <Banner icon={trouble.kind === "PAUSED" ? "pause" : "plug"} action={mend}>
      {channelWords(trouble, waiting, at)}
    </Banner>
  );
}
