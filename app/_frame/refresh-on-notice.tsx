"use client";

import { useEffect, useRef } from "react";
import { skipToken, useQuery } from "@tanstack/react-query";
import { channelKeys } from "@/lib/client/office-keys";
import { usePageRefresh } from "@/lib/client/use-page-refresh";
import type { ChannelNotice } from "./channel-notice";

/** For a page that tells of the workers themselves, which say nothing while none runs: it is rendered anew when the banner above it says something else. */
export function RefreshOnNotice() {
  const { refresh } = usePageRefresh();
  const { data } = useQuery<ChannelNotice>({ queryKey: channelKeys.notice, queryFn: skipToken });
  const kind = data?.trouble?.kind;
  const said = useRef(kind);
  useEffect(() => {
    if (said.current === kind) return;
    said.current = kind;
    refresh();
  }, [kind, refresh]);
  return null;
}
