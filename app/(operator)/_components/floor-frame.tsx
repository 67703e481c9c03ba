"use client";

import { type ReactNode, useState } from "react";
import { Age } from "@/components/data/age";
import { FloorHeader } from "@/components/shop-floor/floor-header";
import { QueueBanner } from "@/components/shop-floor/queue-banner";
import { initialsOf } from "@/lib/format/initials";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import { PeopleDialog, type PeopleOnRun } from "./people-dialog";
import { QueueDialog } from "./queue-dialog";
import { RefusalDialog } from "./refusal-dialog";

type FloorFrameProps = {
  place: { title: string; detail?: string };
  timeZone: string;
  now: string;
  /** What stands under the person's name: "1 more on this run". */
  personDetail?: string;
  people?: PeopleOnRun;
  /** Reasons of the site, for what a lead decides after a refusal. */
  reasons?: RunView["reasons"];
  /** More lines of the menu. */
  menu?: readonly { label: string; href?: string; onSelect?: () => void }[];
  children: ReactNode;
};

/** What every page of the floor has: head, banner of what is kept on the tablet, and the dialogs about people, entries and refusals. */
export function FloorFrame({ place, timeZone, now, personDetail, people, reasons, menu = [], children }: FloorFrameProps) {
  const { person, queue, offline, offlineSince, banner, hand, setHand, switchPerson } = useFloor();
  const [open, setOpen] = useState<"people" | "queue" | null>(null);
  const waiting = queue.items.filter((item) => item.state === "WAITING");
  const refused = queue.items.filter((item) => item.state === "REFUSED" && item.sequence !== queue.loud);
  const others = waiting.filter((item) => item.accountId !== person.accountId);
  return (
    <>
      <FloorHeader
        user={{ initials: initialsOf(person.name), name: person.name, detail: personDetail }}
        onUser={() => setOpen("people")}
        place={place}
        connection={offline ? "offline" : "online"}
        connectionDetail={
          offline ? `${waiting.length} kept here` : queue.savedAt === null ? "all saved" : waiting.length > 0 ? `saving ${waiting.length}` : <SavedAgo at={queue.savedAt} />
        }
        timeZone={timeZone}
        initialNow={now}
        menu={[
          ...menu,
          { label: "All lines", href: "/station" },
          { label: hand === "right" ? "Keys for the left hand" : "Keys for the right hand", onSelect: () => setHand(hand === "right" ? "left" : "right") },
          { label: "Entries kept on this tablet", onSelect: () => setOpen("queue") },
          { label: "Somebody else signs on", onSelect: switchPerson },
        ]}
      />
      {banner === null ? null : (
        <QueueBanner
          state={banner === "others" ? "sending" : banner}
          count={banner === "offline" ? waiting.length : banner === "conflict" ? refused.length : others.length}
          since={offlineSince ?? undefined}
          oldestAt={waiting[0]?.eventTime}
          timeZone={timeZone}
          labels={BANNER}
          onShow={() => setOpen("queue")}
        />
      )}
      {children}
      <PeopleDialog open={open === "people"} onOpenChange={(next) => setOpen(next ? "people" : null)} people={people} timeZone={timeZone} />
      <QueueDialog open={open === "queue"} onOpenChange={(next) => setOpen(next ? "queue" : null)} timeZone={timeZone} />
      <RefusalDialog timeZone={timeZone} reasons={reasons} />
    </>
  );
}

const entries = (count: number) => (count === 1 ? "1 entry" : `${count} entries`);
const BANNER = {
  offline: (time: string | undefined) => (time === undefined ? "Offline." : `Offline since ${time}.`),
  kept: (count: number, age: string | undefined) =>
    count === 0
      ? "Keep working: entries are kept on this tablet and send themselves."
      : `${entries(count)} kept on this tablet${age === undefined ? "" : `, oldest ${age}`}. Keep working: they send themselves.`,
  sending: (count: number) => `${entries(count)} of somebody else: sent as soon as they sign on here again.`,
  conflict: (count: number) => `${entries(count)} could not be taken and ${count === 1 ? "waits" : "wait"} for you.`,
  show: (count: number) => (count === 0 ? "Show" : `Show ${count}`),
};

function SavedAgo({ at }: { at: string }) {
  return (
    <>
      saved <Age since={at} /> ago
    </>
  );
}
