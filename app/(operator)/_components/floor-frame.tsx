"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "next-intl";
import { Age } from "@/components/data/age";
import { FloorHeader } from "@/components/shop-floor/floor-header";
import { useWedge } from "@/components/shop-floor/use-wedge";
import { SHORTEST_AT_PAD } from "@/components/shop-floor/wedge";
import { loadMoreDrawings } from "@/components/ui/icon";
import { later } from "@/components/ui/later";
import { useAhead } from "@/lib/client/use-ahead";
import { initialsOf } from "@/lib/format/initials";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import type { FrameDialog } from "./frame-dialogs";
import type { FrameMenuLines } from "./frame-menu";
import { keptHere } from "./kept-here";
import type { OtherWork, PeopleOnRun } from "./people-dialog";
import type { ScanRouter } from "./use-scan-router";

const loadDialogs = () => import("./frame-dialogs");
// Opened now and then: not part of what the tablet loads first.
const FrameDialogs = later(() => loadDialogs().then(({ FrameDialogs: dialogs }) => dialogs));
const loadBanners = () => import("./frame-banners");
// Where the network went before they were fetched ahead, the head of the page says so alone: no page fails for want of a banner.
const FrameBanners = later(() =>
  loadBanners().then(
    ({ FrameBanners: banners }) => banners,
    () => () => null,
  ),
);

type FloorFrameProps = {
  place: { title: string; detail?: string };
  timeZone: string;
  now: string;
  /** What stands under the person's name: "1 more on this run". */
  personDetail?: string;
  people?: PeopleOnRun;
  /** What stands under the head while nothing of the queue does. */
  notice?: ReactNode;
  /** Begins a handover to the next crew; absent where nobody can. */
  onHandOver?: () => void;
  /** What the person is on besides runs. */
  indirect?: OtherWork;
  /** Reasons of the site, for what a lead decides after a refusal. */
  reasons?: RunView["reasons"];
  components?: RunView["components"];
  /** Where scanned codes go, and what has to be told about the last one. */
  scan: ScanRouter;
  /** Something is being typed or chosen that would be lost with the page. */
  entering?: boolean;
  /** Off while something on the page listens to the scanner itself. */
  listening?: boolean;
  /** More lines of the menu, for what shows them. */
  menu?: FrameMenuLines;
  children: ReactNode;
};

/** What every page of the floor has: head, banner of what is kept on the tablet, and the dialogs about people, entries and refusals. */
export function FloorFrame({
  place,
  timeZone,
  now,
  personDetail,
  people,
  notice,
  onHandOver,
  indirect,
  reasons,
  components,
  scan,
  entering = false,
  listening = true,
  menu,
  children,
}: FloorFrameProps) {
  const { person, queue, offline, banner, held } = useFloor();
  const [open, setOpen] = useState<FrameDialog | null>(null);
  const t = useTranslations("floor");
  // Whatever is open, a scan is never lost without a word; where digits are typed, the shortest code is one.
  useWedge(listening ? scan.route : scan.refuse, true, entering ? SHORTEST_AT_PAD : undefined);
  useAhead(loadDialogs);
  useAhead(loadBanners);
  useAhead(loadMoreDrawings);
  const { waiting } = keptHere(queue, person.accountId);
  return (
    <>
      <FloorHeader
        user={{ initials: initialsOf(person.name), name: person.name, detail: personDetail }}
        onUser={() => setOpen("people")}
        place={place}
        connection={offline ? "offline" : "online"}
        connectionDetail={
          offline ? (
            t("header.kept", { count: waiting.length })
          ) : waiting.length > 0 ? (
            t("header.saving", { count: waiting.length })
          ) : queue.savedAt === null ? (
            t("header.allSaved")
          ) : (
            <SavedAgo at={queue.savedAt} />
          )
        }
        timeZone={timeZone}
        initialNow={now}
        onMenu={() => setOpen("menu")}
      />
      {queue.storage === null && banner === null ? null : <FrameBanners timeZone={timeZone} onShow={() => setOpen("queue")} />}
      {banner === null || (banner === "offline" && queue.storage !== null) ? notice : null}
      {children}
      {open !== null || queue.loud !== null ? (
        <FrameDialogs
          open={open}
          onOpen={setOpen}
          menu={menu}
          onCamera={scan.openCamera}
          people={people}
          timeZone={timeZone}
          onHandOver={onHandOver}
          indirect={indirect}
          reasons={reasons}
          components={components}
        />
      ) : null}
      {entering || (open !== null && open !== "menu") || held > 0 ? <span hidden data-entering /> : null}
      {scan.dialog}
    </>
  );
}

function SavedAgo({ at }: { at: string }) {
  return useTranslations("floor.header").rich("savedAgo", { age: () => <Age since={at} /> });
}
