"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import type { SendRefusal, SendResult } from "./queue-item";

/**
 * Sends commands of the office one at a time: `busy` meanwhile, `refusal` where the last one was refused. What was done is read anew by the page, and `onDone` is told.
 * `always`: the page is read anew after a refusal as well, where what it shows may be the cause and the refusal stays in sight.
 */
export function useCommand({ onDone, always = false }: { onDone?: () => void; always?: boolean } = {}) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<SendRefusal | null>(null);
  const send = (act: () => Promise<SendResult>) =>
    start(async () => {
      const answer = await act();
      setRefusal(answer.ok ? null : answer);
      if (answer.ok || always) router.refresh();
      if (answer.ok) onDone?.();
    });
  return { busy, refusal, send } as const;
}
