"use client";

import { useTranslations } from "next-intl";
import clsx from "clsx";
import { Glyph } from "@/components/ui/glyph";
import { Icon, type IconName } from "@/components/ui/icon";
import { useNow } from "@/components/ui/use-now";
import { SecondKey } from "./key";
import { PhotoMark } from "./photo-mark";

/** One entry of this run, newest first. `saving` is on its way, `queued` is kept on the tablet, `failed` needs a person. */
export type LogEntry = {
  readonly id: string;
  readonly time: string;
  readonly text: string;
  readonly state: "saved" | "saving" | "queued" | "failed";
  /** There is a photo of it. */
  readonly photo?: boolean;
};

type EntryLogProps = {
  entries: readonly LogEntry[];
  /** What can still be taken back, and until when (ISO). The key disappears by itself. */
  undo?: { readonly label: string; readonly until: string };
  onUndo?: () => void;
  busy?: boolean;
  /** What else can be done with the last entries; only its icon shows while another key stands beside it. */
  action?: { readonly icon: IconName; readonly label: string; readonly onAct: () => void };
  /** Shows the photos of the last entries, where there are some; its key makes room while one of them can be undone. */
  onPhotos?: () => void;
};

/** The last entries and whether they are saved, with the one that can still be undone. Undo is a reversal, 88 px high. */
export function EntryLog({ entries, undo, onUndo, busy, action, onPhotos }: EntryLogProps) {
  const t = useTranslations("entries");
  const photo = useTranslations("photo");
  const now = useNow();
  const left = undo === undefined || now === undefined ? 0 : Math.ceil((Date.parse(undo.until) - now) / 1000);
  const undoable = left > 0;
  // Two keys leave the newest entry half the room: it takes two lines, so that the number of a pallet can be read.
  const crowded = undoable && action !== undefined;
  // What was just entered needs the room of its words.
  const showPhotos = undoable ? undefined : onPhotos;
  return (
    <div className="flex min-h-[112px] flex-none items-center gap-4 rounded border border-line bg-surface py-3 pr-4 pl-5">
      {entries.length === 0 ? (
        <p className="flex-1 text-ink-2">{t("empty")}</p>
      ) : (
        <ol aria-label={t("title")} className="min-w-0 flex-1 leading-[1.35]">
          {entries.slice(0, crowded ? 2 : 3).map((entry, index) => (
            <li key={entry.id} className={clsx("grid grid-cols-[56px_minmax(0,1fr)_auto] gap-2", index === 0 ? "font-semibold" : "text-ink-3")}>
              <span>{entry.time}</span>
              <span className="flex min-w-0 items-center gap-2">
                <span className={crowded && index === 0 ? "line-clamp-2" : "truncate"}>{entry.text}</span>
                {entry.photo === true ? <PhotoMark /> : null}
              </span>
              <span
                className={clsx(
                  "inline-flex items-center gap-1.5 font-normal whitespace-nowrap",
                  entry.state === "saved" || entry.state === "saving" ? "text-ink-3" : entry.state === "queued" ? "text-amber-ink" : "text-down-ink",
                )}
              >
                {entry.state === "queued" || entry.state === "failed" ? <Glyph shape={entry.state === "queued" ? "waiting" : "down"} /> : null}
                {/* What is as it should be takes no room from what was done: a tick, and the word for those who listen. */}
                {entry.state === "saved" ? <Icon name="check" className="size-5" /> : null}
                <span className={clsx(entry.state === "saved" && "sr-only")}>{t(entry.state)}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
      {showPhotos === undefined ? null : <SideKey icon="camera" label={photo("open")} onClick={showPhotos} bare />}
      {action === undefined ? null : <SideKey icon={action.icon} label={action.label} onClick={action.onAct} bare={undoable || showPhotos !== undefined} />}
      {undo !== undefined && undoable ? (
        <SecondKey icon="undo" label={undo.label} detail={t("left", { seconds: left })} onClick={onUndo} busy={busy} small className="min-h-[88px] flex-none px-[18px]!" />
      ) : null}
    </div>
  );
}

/** A key beside the entries; `bare` leaves its word to those who listen. */
function SideKey({ icon, label, onClick, bare }: { icon: IconName; label: string; onClick: () => void; bare: boolean }) {
  return (
    <SecondKey
      icon={icon}
      label={<span className={clsx(bare && "sr-only")}>{label}</span>}
      onClick={onClick}
      small
      className={clsx("min-h-[88px] min-w-[88px] flex-none px-[18px]!", bare && "gap-0!")}
    />
  );
}
