"use client";

import { useRef, useState } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { ReasonDialog } from "@/app/(admin)/_components/reason-dialog";
import { Button } from "@/components/ui/button";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { CommandResult } from "@/lib/commands/refusal";
import type { HeldMessage } from "@/lib/queries/admin/held-messages";
import { replayAction, replayInboundAction, resolveAction } from "../actions";

type BulkProps = { held: readonly HeldMessage[]; mayReplay: boolean; mayResolve: boolean; timeZone: string };
type Progress = {
  readonly doing: "replay" | "resolve";
  readonly of: number;
  readonly done: number;
  readonly refused: readonly { name: string; why: string }[];
  readonly running: boolean;
};

/**
 * Repairs all that is held up in one go: sent again under the same ids, or settled with one reason. Each message is a command of its own, oldest
 * first, so that a cause that was mended frees them in order, and one that was not stops with its own words.
 */
export function BulkRepair({ held, mayReplay, mayResolve, timeZone }: BulkProps) {
  const router = useRouter();
  const stopped = useRef(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [asking, setAsking] = useState(false);
  const out = held.filter(({ direction }) => direction === "OUT");
  const busy = progress?.running === true;

  async function repair(doing: Progress["doing"], messages: readonly HeldMessage[], act: (message: HeldMessage) => Promise<CommandResult<unknown>>) {
    stopped.current = false;
    let state: Progress = { doing, of: messages.length, done: 0, refused: [], running: true };
    setProgress(state);
    for (const message of messages) {
      if (stopped.current) break;
      const result = await act(message).catch(() => null);
      const why = result === null ? "the connection to Millrace broke; nothing of it is lost, try again" : result.ok ? null : refusalSentence(result, { timeZone });
      state = why === null ? { ...state, done: state.done + 1 } : { ...state, refused: [...state.refused, { name: message.name, why }] };
      setProgress(state);
    }
    setProgress({ ...state, running: false });
    router.refresh();
  }
  const replayAll = () =>
    repair("replay", held, (message) =>
      message.direction === "OUT" ? replayAction({ commandId: uuidv7(), messageId: message.id }) : replayInboundAction({ commandId: uuidv7(), messageId: message.id }),
    );
  const resolveAll = (reason: string) => {
    setAsking(false);
    return repair("resolve", out, (message) => resolveAction({ commandId: uuidv7(), messageId: message.id, reason }));
  };

  if (held.length < 2 && progress === null) return null;
  return (
    <section aria-label="Repair together" className="grid gap-2 border-b border-line px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <p className="mr-2 font-medium">{held.length === 0 ? "Nothing waits for a person any more" : `${held.length} wait for a person`}</p>
        {held.length === 0 ? null : (
          <Button icon="refresh" busy={busy && progress.doing === "replay"} onClick={() => void replayAll()} forbidden={mayReplay ? undefined : "Integration sends them again."}>
            Replay all {held.length}
          </Button>
        )}
        {out.length === 0 ? null : (
          <Button onClick={() => setAsking(true)} forbidden={mayResolve ? undefined : "Integration proposes to settle them."}>
            Resolve {out.length}, do not send
          </Button>
        )}
        {busy ? (
          <Button tone="quiet" onClick={() => (stopped.current = true)}>
            Stop after this one
          </Button>
        ) : null}
        <output aria-live="polite" className="text-sm text-ink-2">
          {progress === null ? "" : words(progress)}
        </output>
      </div>
      {progress === null || progress.refused.length === 0 ? null : (
        <ul className="grid max-h-40 gap-1 overflow-y-auto text-sm">
          {progress.refused.map(({ name, why }) => (
            <li key={name}>
              <span className="font-medium">{name}</span> <span className="text-ink-2">{why}</span>
            </li>
          ))}
        </ul>
      )}
      <ReasonDialog
        key={asking ? "open" : "closed"}
        open={asking}
        title={`Settle ${out.length} messages without sending?`}
        description="The ERP gets a note in the place of each, so that the messages behind it go on. The facts themselves stay as they were recorded."
        action={`Settle ${out.length}`}
        hint="It travels to the ERP and stays in the record."
        missing="Say why in a few words; the ERP gets to read it."
        note="What carries quantity or value waits until finance has approved it, one by one."
        timeZone={timeZone}
        onClose={() => setAsking(false)}
        onSettle={(reason) => void resolveAll(reason)}
      />
    </section>
  );
}

function words({ doing, done, of, refused, running }: Progress): string {
  const verb = doing === "replay" ? "sent again" : "proposed or settled";
  const left = of - done - refused.length;
  return [`${done} of ${of} ${verb}`, ...(refused.length > 0 ? [`${refused.length} refused`] : []), ...(!running && left > 0 ? [`${left} left alone`] : [])].join(", ");
}
