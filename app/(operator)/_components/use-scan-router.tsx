"use client";

import { type ReactNode, useState } from "react";
import { useRouter } from "next/navigation";
import { later } from "@/components/ui/later";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import { useAhead } from "@/lib/client/use-ahead";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import type { issueOrMount, LotKnown } from "./issue-or-mount";
import type { Told } from "./told-dialog";

// Nothing of it is needed before the first code.
const loadRouting = () => Promise.all([import("./follow-scan"), import("./issue-or-mount"), import("./told-dialog")]);
const ToldDialog = later(() => import("./told-dialog").then(({ ToldDialog: dialog }) => dialog));
const CameraDialog = later(() => import("./camera-dialog").then(({ CameraDialog: dialog }) => dialog));

export type ScanRouter = {
  /** Takes a code as a scanner, a camera or a person gave it, and does what it asks for. */
  readonly route: (code: string) => void;
  /** Says that a code is not taken now, for what is open on the screen asks for something else. */
  readonly refuse: (code: string) => void;
  /** Opens the tablet's camera for one code. */
  readonly openCamera: () => void;
  /** What has to be told about the last code; belongs into the page. */
  readonly dialog: ReactNode;
};

type Routes = {
  /** The machine on the screen; null on the list of lines. */
  readonly view: RunView | null;
  readonly timeZone: string;
  /** A lot for the operation that runs on the screen, with what is known of it; `how` is not needed before the first code. */
  readonly onLot?: (lot: string, known: LotKnown, how: typeof issueOrMount) => void;
  /** An order that can start at the machine on the screen. */
  readonly onOrder?: (order: string) => void;
};

/**
 * UI-07: a code is accepted on any screen of the floor and routed by its content: a badge to the sign-on of its owner, an order and a machine to
 * their screen, a lot to the run; whatever is left is told as it was read. Without a network a lot still goes to the run (EX-22).
 */
export function useScanRouter({ view, timeZone, onLot, onOrder }: Routes): ScanRouter {
  const { person, offline, switchPerson } = useFloor();
  const router = useRouter();
  const [told, setTold] = useState<Told | null>(null);
  const [camera, setCamera] = useState(false);
  useAhead(loadRouting);
  const takes = view !== null && view.operation !== null && person.may.execute ? onLot : undefined;

  const tell = (what: Told) => {
    acknowledgeTap("refused");
    setTold(what);
  };
  const route = (code: string) => {
    setTold(null);
    void loadRouting().then(
      ([{ followScan }, { issueOrMount: how }]) =>
        followScan(code, {
          view,
          timeZone,
          offline,
          takes: takes === undefined ? undefined : (lot, known) => takes(lot, known, how),
          onOrder,
          tell,
          goTo: (path) => router.push(path),
          switchPerson,
        }),
      // In the first moment of a page, when the network went: it is heard that the code was not taken.
      () => acknowledgeTap("refused"),
    );
  };

  const dialog = (
    <>
      {told === null ? null : <ToldDialog told={told} timeZone={timeZone} onClose={() => setTold(null)} />}
      {camera ? (
        <CameraDialog
          onCode={(code) => {
            setCamera(false);
            route(code);
          }}
          onClose={() => setCamera(false)}
        />
      ) : null}
    </>
  );
  return { route, refuse: (text) => tell({ kind: "NOT_NOW", text }), openCamera: () => setCamera(true), dialog };
}
