import Link from "next/link";
import clsx from "clsx";
import { Glyph } from "@/components/ui/glyph";

/** One thing that was said, or a word about the time between. */
export type ThreadItem =
  | { readonly kind: "gap"; readonly id: string; readonly label: string }
  | {
      readonly kind: "message";
      readonly id: string;
      readonly side: "erp" | "millrace";
      readonly title: string;
      readonly time: string;
      readonly detail?: string;
      /** What became of it: "accepted in 1.2 s", "waits behind 32". */
      readonly result?: string;
      /** The ERP's document number, once it has one. */
      readonly document?: string;
      readonly state: "ok" | "waiting" | "rejected" | "parked";
      readonly href?: string;
      readonly selected?: boolean;
    };

type Message = Extract<ThreadItem, { kind: "message" }>;

const BOX: Record<Message["state"], string> = {
  ok: "border border-line bg-raised",
  waiting: "border border-line bg-raised",
  rejected: "border-2 border-down-edge bg-raised",
  parked: "border border-dashed border-line-strong",
};
const DOT: Record<Message["state"], string> = {
  ok: "rounded-full bg-bar",
  waiting: "rounded-full border-[1.5px] border-ink-3 bg-surface",
  rejected: "rounded-[2px] bg-down ring-3 ring-surface",
  parked: "rounded-full border-[1.5px] border-ink-3 bg-surface",
};

function MessageBox({ message, who }: { message: Message; who: string }) {
  const ours = message.side === "millrace";
  const rejected = message.state === "rejected";
  const body = (
    <>
      <span className="float-right ml-1.5 text-xs text-ink-3">{message.time}</span>
      <span className="sr-only">{who}: </span>
      <b className="block">{message.title}</b>
      {message.detail === undefined ? null : <span className="block text-ink-2">{message.detail}</span>}
      {message.document === undefined ? null : <span className="block font-medium text-ink-2 select-all">{message.document}</span>}
      {message.result === undefined ? null : (
        <span className={clsx("flex items-center gap-1.5", rejected ? "font-semibold text-down-ink" : "text-xs text-ink-3")}>
          {rejected ? <Glyph shape="down" /> : null}
          {message.result}
        </span>
      )}
    </>
  );
  const look = clsx("block rounded px-2.5 pt-[7px] pb-2 text-sm leading-[1.3] text-ink no-underline", BOX[message.state], message.selected && "bg-accent-soft! ring-2 ring-accent");
  return (
    <li className={clsx("relative w-[calc(50%-14px)]", ours && "ml-auto")}>
      <i aria-hidden="true" className={clsx("absolute top-3.5 size-[9px]", ours ? "-left-[18.5px]" : "-right-[18.5px]", DOT[message.state])} />
      {message.href === undefined ? (
        <div className={look}>{body}</div>
      ) : (
        <Link href={message.href} scroll={false} aria-current={message.selected ? "true" : undefined} className={clsx(look, "transition-colors hover:bg-sunken")}>
          {body}
        </Link>
      )}
    </li>
  );
}

const LABELS = { erp: "ERP said", millrace: "Millrace said" };

/** The conversation with the ERP about one order: its words at the left, ours at the right, in order of time. */
export function Thread({ items, labels = LABELS, className }: { items: readonly ThreadItem[]; labels?: { erp: string; millrace: string }; className?: string }) {
  return (
    <div className={clsx("flex min-h-0 flex-col", className)}>
      <div aria-hidden="true" className="flex justify-between border-b border-line-strong px-3.5 pb-1.5 text-xs font-medium text-ink-3">
        <span>{labels.erp}</span>
        <span>{labels.millrace}</span>
      </div>
      <ol className="relative flex flex-col gap-2.5 px-3.5 pt-2.5 pb-3.5 before:absolute before:inset-y-0 before:left-1/2 before:w-px before:bg-line-strong">
        {items.map((item) =>
          item.kind === "gap" ? (
            <li key={item.id} className="relative text-center text-xs text-ink-2">
              <span className="bg-surface px-2 py-0.5">{item.label}</span>
            </li>
          ) : (
            <MessageBox key={item.id} message={item} who={item.side === "erp" ? labels.erp : labels.millrace} />
          ),
        )}
      </ol>
    </div>
  );
}
