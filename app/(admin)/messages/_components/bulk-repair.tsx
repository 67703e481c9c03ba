"use client";

import { useRef, useState } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { ReasonDialog } from "@/app/(admin)/_components/reason-dialog";
import { Button } from "@/components/ui/button";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { CommandResult } from "@/lib/commands/refusal";
import type { HeldMessage } from "@/lib/queries/admin/held-messages";
import { replayAction, replayInboundAction, resolveAction, settleInboundAction } from "../actions";

/** Which side's messages are settled together: those to the ERP are not sent, those of the ERP are not applied. */
type Settling = "OUT" | "IN";
type BulkProps = { held: readonly HeldMessage[]; mayReplay: boolean; mayResolve: boolean; timeZone: string };
type Progress = {
  readonly doing: "replay" | Settling;
  readonly of: number;
  readonly done: number;
  readonly refused: readonly { name: string; why: string }[];
  readonly running: boolean;
};

/**
 * Repairs all that is held up in one go: sent or applied again under the same ids, or settled with one reason. Each message is a command of its own, oldest
 * first, so that a cause that was mended frees them in order, and one that was not stops with its own words.
 */
export function BulkRepair({ held, mayReplay, mayResolve, timeZone }: BulkProps) {
  const router = useRouter();
  const stopped = useRef(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [asking, setAsking] = useState<Settling | null>(null);
  const again = held.filter(({ replayable }) => replayable);
  const settled = (side: Settling) => held.filter(({ direction, settleable }) => settleable && direction === side);
  const side = asking ?? "OUT";
  const [asked, count] = [SETTLES[side], settled(side).length];
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
    repair("replay", again, (message) =>
      message.direction === "OUT" ? replayAction({ commandId: uuidv7(), messageId: message.id }) : replayInboundAction({ commandId: uuidv7(), messageId: message.id }),
    );
  const settleAll = (side: Settling, reason: string) => {
    setAsking(null);
    const settle = side === "OUT" ? resolveAction : settleInboundAction;
    return repair(side, settled(side), (message) => settle({ commandId: uuidv7(), messageId: message.id, reason }));
  };

  if (held.length < 2 && progress === null) return null;
  return (
    <section aria-label="Repair together" className="grid gap-2 border-b border-line px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <p className="mr-2 font-medium">{held.length === 0 ? "Nothing waits for a person any more" : `${held.length} wait for a person`}</p>
        {again.length === 0 ? null : (
          <Button icon="refresh" busy={busy && progress.doing === "replay"} onClick={() => void replayAll()} forbidden={mayReplay ? undefined : "Integration sends them again."}>
            {`Replay ${again.length === held.length ? "all " : ""}${again.length}`}
          </Button>
        )}
        {(["OUT", "IN"] as const).map((way) =>
          settled(way).length === 0 ? null : (
            <Button key={way} disabled={busy} onClick={() => setAsking(way)} forbidden={mayResolve ? undefined : "Integration proposes to settle them."}>
              {`${SETTLES[way].verb} ${settled(way).length}, ${SETTLES[way].effect}`}
            </Button>
          ),
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
        key={asking ?? "closed"}
        open={asking !== null}
        title={`Settle ${count} ${count === 1 ? "message" : "messages"} ${asked.without}?`}
        description={asked.description}
        action={`Settle ${count}`}
        hint={asked.hint}
        missing={asked.missing}
        note={asked.note}
        timeZone={timeZone}
        onClose={() => setAsking(null)}
        onSettle={(reason) => void settleAll(side, reason)}
      />
    </section>
  );
}

const SETTLES = {
  OUT: {
    verb: "Resolve",
    effect: "do not send",
    without: "without sending",
    description: "The ERP gets a note in the place of each, so that the messages behind it go on. The facts themselves stay as they were recorded.",
    hint: "It travels to the ERP and stays in the record.",
    missing: "Say why in a few words; the ERP gets to read it.",
    note: "What carries quantity or value waits until finance has approved it, one by one.",
  },
  IN: {
    verb: "Settle",
    effect: "do not apply",
    without: "without applying",
    description: "Nothing of them is recorded here, and they count as held up no more. The ERP is not told; its next version of each is taken as always.",
    hint: "It stays in the record.",
    missing: "Say why in a few words; whoever looks later reads it.",
    note: "What carries quantity or value, or cannot be read, waits until finance has approved it, one by one.",
  },
} as const satisfies Readonly<Record<Settling, object>>;

const DONE: Readonly<Record<Progress["doing"], string>> = { replay: "replayed", OUT: "proposed or settled", IN: "proposed or settled" };

function words({ doing, done, of, refused, running }: Progress): string {
  const verb = DONE[doing];
  const left = of - done - refused.length;
  return [`${done} of ${of} ${verb}`, ...(refused.length > 0 ? [`${refused.length} refused`] : []), ...(!running && left > 0 ? [`${left} left alone`] : [])].join(", ");
}
