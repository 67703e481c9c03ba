"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { putNowRight } from "@/components/ui/use-now";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import { type CommandQueue, createCommandQueue } from "@/lib/client/command-queue";
import type { Hand } from "@/lib/client/hand";
import type { KeptView } from "@/lib/client/offline/kept-views";
import { askWhetherEnded, followFloor } from "@/lib/client/floor-stream";
import { clockOffset, latestEntry } from "@/lib/client/offline/kept-clock";
import type { NewCommand, SendResult } from "@/lib/client/queue-item";
import type { QueueParts } from "@/lib/client/queue-parts";
import { EMPTY_QUEUE, type QueueState } from "@/lib/client/queue-state";
import { browserQueueStore } from "@/lib/client/queue-store";
import { pagesOfBrowser } from "@/lib/client/pages-of-browser";
import { sendCommand } from "@/lib/client/send-command";
import { STREAM_START } from "@/lib/client/stream-state";
import { proofOf, type SignOnKey } from "@/lib/client/tap-proof";
import { afterFirstScreen } from "@/lib/client/after-first-screen";
import { part, usePart } from "@/lib/client/use-part";
import type { Locale } from "@/lib/i18n/locales";
import { heldOf, keptHere } from "./kept-here";

/** Who is signed on at this tablet, and what the role allows. */
export type FloorPerson = {
  readonly accountId: string;
  readonly personId: string | null;
  readonly name: string;
  /** `answer`: comes when called (§2.5). `lines`: false for who may not see what runs. */
  readonly may: { readonly execute: boolean; readonly override: boolean; readonly answer?: boolean; readonly lines?: boolean };
  /** Their sign-on, which proves what they tap at a tablet; absent at a desk. */
  readonly signOn?: SignOnKey | undefined;
};

/** A command with its id, which is the same when it is sent again. */
export type Direct = Omit<Parameters<CommandQueue["sendNow"]>[0], "accountId">;

type Floor = {
  readonly person: FloorPerson;
  readonly queue: QueueState;
  readonly offline: boolean;
  readonly offlineSince: string | null;
  /** What the banner has to say: no network, something refused, something on which the server faults, something of somebody else. */
  readonly banner: "offline" | "conflict" | "faulty" | "others" | null;
  readonly hand: Hand;
  readonly setHand: (hand: Hand) => void;
  /** Entries that are not sent and that this page alone holds, for want of storage: they would be lost with it. */
  readonly held: number;
  /** Keeps a command on the tablet and sends it; felt and heard once it is kept. */
  readonly tap: (command: Omit<NewCommand, "accountId">) => void;
  /** Sends at once what is not to wait for the network (EX-22), `signed` in the way that takes a lead's badge and PIN along. @throws Error when nobody has answered. */
  readonly sendNow: (command: Direct, signed?: () => Promise<SendResult>) => ReturnType<CommandQueue["sendNow"]>;
  readonly shown: (commandIds: readonly string[]) => void;
  readonly dismiss: (sequence: number) => void;
  /** Sends at once what waits because the server faulted on it. */
  readonly sendAgain: (sequence: number) => void;
  /** What was refused here went through with a lead's approval, past the queue. */
  readonly approved: CommandQueue["approved"];
  /** Keeps what a lead approves before it is sent, so that it is sent again under its id if no answer comes. */
  readonly approving: CommandQueue["approving"];
  /** Keeps what a page shows for when the network is not there, and resolves once it lies there or cannot; a desk keeps nothing. */
  readonly keep: (view: KeptView) => Promise<void>;
  /** Lets what waits go out, as long as it takes no longer than a person would wait, and opens the badge screen; at the PIN when the badge was scanned already. */
  readonly switchPerson: (badge?: string) => void;
};

/** A page that is older was opened from another one: what the server said with it may be, too. */
const JUST_LOADED_MS = 15_000;

function bannerOf(queue: QueueState, accountId: string): Floor["banner"] {
  if (queue.offlineSince !== null) return "offline";
  const { refused, faulty, others } = keptHere(queue, accountId);
  return refused.length > 0 ? "conflict" : faulty.length > 0 ? "faulty" : others.length > 0 ? "others" : null;
}

const FloorContext = createContext<Floor | null>(null);

/** The floor around a component; it exists under the operator layout alone. */
export function useFloor(): Floor {
  const floor = useContext(FloorContext);
  if (floor === null) throw new Error("useFloor outside the operator layout");
  return floor;
}

// The page that the tablet keeps does not send: whose session the server has is known only when its own page is back.
const hold: QueueParts["send"] = () => Promise.reject(new Error("Nothing is sent from a page that was opened without the network"));

const loadSendPhoto = () => import("@/lib/client/send-photo");

const sendKept: QueueParts["send"] = async (name, input, by, signal, photo) => {
  const answer = await (name === "add-entry-photo" ? (await loadSendPhoto()).sendPhoto(photo, input, by, signal) : sendCommand(name, input, by, signal));
  // It waits for whoever made it: the stream may not have heard yet that nobody is signed on any more.
  if (!answer.ok && (answer.code === "UNAUTHENTICATED" || answer.code === "UNPROVEN")) void askWhetherEnded();
  return answer;
};

function makeQueue(unreachable: boolean): CommandQueue {
  return createCommandQueue({
    store: browserQueueStore(),
    now: () => Date.now(),
    ticks: () => performance.now(),
    offset: clockOffset,
    latest: latestEntry,
    pageOfTablet: unreachable,
    ...pagesOfBrowser(),
    send: unreachable ? hold : sendKept,
  });
}

// Who leaves has been here for a moment.
const leaving = part(() => import("./leave-tablet"));

const loadOffline = () => import("@/lib/client/offline/keep-offline");
let afterFirst: Promise<unknown> | undefined;

/** What keeps pages for when the network is not there; the first screen comes before it. */
async function keeping(): ReturnType<typeof loadOffline> {
  await (afterFirst ??= new Promise<void>((resolve) => void afterFirstScreen(resolve)));
  return loadOffline();
}

type FloorProviderProps = {
  person: FloorPerson;
  hand: Hand;
  /** Language of an enrolled tablet, which goes on without the network; absent at a desk. */
  tablet?: Locale;
  /** When the server made the page, as ISO text; absent where the tablet itself did. */
  servedAt?: string;
  /** The page came from the tablet itself, for the server could not be reached. */
  unreachable?: boolean;
  children: ReactNode;
};

/** Mounts the command queue and the live stream, and says who is signed on, once for all pages of the floor. */
export function FloorProvider({ person, hand: chosen, tablet, servedAt: served, unreachable = false, children }: FloorProviderProps) {
  const t = useTranslations("floor.queue");
  const [queue] = useState(() => makeQueue(unreachable));
  const [hand, setHand] = useState(chosen);
  // When it is rendered anew, the page is not.
  const [servedAt] = useState(served);
  const state = useSyncExternalStore(queue.watch, queue.read, () => EMPTY_QUEUE);
  const [stream, setStream] = useState(STREAM_START);
  useEffect(() => followFloor(setStream, !unreachable), [unreachable]);

  const { signOnId, signOnKey } = { signOnId: person.signOn?.id, signOnKey: person.signOn?.key };
  useEffect(() => {
    const signOn = signOnId === undefined || signOnKey === undefined ? undefined : { id: signOnId, key: signOnKey };
    if (servedAt !== undefined) queue.served(servedAt, performance.now() < JUST_LOADED_MS);
    putNowRight(queue.offsetMs());
    void queue.open(person.accountId, signOn === undefined ? undefined : (tapped) => proofOf(signOn, tapped));
  }, [queue, person.accountId, signOnId, signOnKey, servedAt]);

  useEffect(() => {
    if (stream.state === "live") {
      queue.heard({ up: navigator.onLine && !unreachable, offsetMs: stream.offsetMs, serverNow: stream.at });
      putNowRight(queue.offsetMs());
    } else if (stream.state === "stale") queue.heard({ up: false });
  }, [queue, stream, unreachable]);

  // The offices go by the clock of their own device.
  useEffect(() => () => putNowRight(0), []);

  useEffect(() => {
    if (unreachable) queue.heard({ up: false });
  }, [queue, unreachable]);

  const held = heldOf(state);
  useEffect(() => {
    if (held === 0) return;
    // The browser asks whether the page may really go.
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [held]);

  const { accountId, personId, may } = person;
  const { execute, override } = may;
  useEffect(() => {
    if (tablet === undefined || unreachable) return;
    let stop: (() => void) | undefined;
    let left = false;
    const callOff = afterFirstScreen(() => {
      void loadOffline().then(({ keepOffline }) => {
        const signOn = signOnId === undefined || signOnKey === undefined ? undefined : { id: signOnId, key: signOnKey };
        if (!left) stop = keepOffline({ accountId, personId, may: { execute, override }, locale: tablet }, signOn);
      });
    });
    return () => {
      left = true;
      callOff();
      stop?.();
    };
  }, [accountId, personId, execute, override, tablet, unreachable, signOnId, signOnKey]);

  // With the network the server ends an idle session. Nobody signs on in the place of a page that alone holds entries.
  const asks = state.offlineSince !== null && held === 0 && (unreachable || tablet !== undefined);
  const away = usePart(leaving, asks);
  const idle = useMemo(() => away?.leavesWhenIdle(queue), [away, queue]);
  useEffect(() => idle?.listen(), [idle]);
  useEffect(() => {
    // Where no worker answers for it there is no sign-on without the network, either.
    if (asks && navigator.serviceWorker?.controller != null) return idle?.ask();
    return undefined;
  }, [idle, asks]);

  useEffect(() => {
    const cut = () => queue.heard({ up: false });
    const back = () => queue.heard({ up: !unreachable });
    window.addEventListener("offline", cut);
    window.addEventListener("online", back);
    return () => {
      window.removeEventListener("offline", cut);
      window.removeEventListener("online", back);
    };
  }, [queue, unreachable]);

  const floor = useMemo<Floor>(
    () => ({
      person,
      queue: state,
      offline: state.offlineSince !== null,
      offlineSince: state.offlineSince,
      banner: bannerOf(state, person.accountId),
      hand,
      held,
      setHand,
      tap: (command) => {
        if (idle?.over() === true) return acknowledgeTap("refused");
        void queue.add({ ...command, accountId: person.accountId }).then((item) => {
          // What was not taken is told, and heard, by the words that say why.
          if (item.state === "SENT" || !queue.read().held.includes(item.sequence)) acknowledgeTap();
        });
      },
      sendNow: (command, signed) => queue.sendNow({ ...command, accountId: person.accountId }, signed),
      shown: (ids) => void queue.shown(ids),
      dismiss: (sequence) => {
        const text = state.items.find((item) => item.sequence === sequence)?.text;
        void queue.dismiss(sequence, text === undefined ? undefined : t("seen", { text }));
      },
      sendAgain: (sequence) => void queue.sendAgain(sequence),
      approved: queue.approved,
      approving: queue.approving,
      keep: async (view) => {
        if (tablet === undefined || unreachable) return;
        // Storage that is full, refuses or answers nothing at all costs the next offline page, never the work of this one.
        await keeping()
          .then(({ keepView }) => keepView(view))
          .catch(() => undefined);
      },
      switchPerson: (badge) =>
        void leaving.load().then(
          ({ leaveTablet }) => leaveTablet(queue, badge),
          // In the first moment of a page, when the network went: it is heard that nothing came of it.
          () => acknowledgeTap("refused"),
        ),
    }),
    [person, state, held, hand, queue, idle, tablet, unreachable, t],
  );
  return <FloorContext value={floor}>{children}</FloorContext>;
}
