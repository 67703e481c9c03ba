"use client";

import { type ReactNode, useState } from "react";
import { useRouter } from "next/navigation";
import { later } from "@/components/ui/later";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import { useAhead } from "@/lib/client/use-ahead";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import type { TakesLot } from "./scan-answers";
import type { Told } from "./told-dialog";

// Nothing of it is needed before the first code.
const loadAnswers = () => import("./scan-answers");
const ScanAnswers = later(() => loadAnswers().then(({ ScanAnswers: answers }) => answers));

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
  readonly onLot?: TakesLot;
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
  useAhead(loadAnswers);
  const takes = view !== null && view.operation !== null && person.may.execute ? onLot : undefined;

  const tell = (what: Told) => {
    acknowledgeTap("refused");
    setTold(what);
  };
  const route = (code: string) => {
    setTold(null);
    void loadAnswers().then(
      ({ takeScan }) => takeScan(code, { view, timeZone, offline, takes, onOrder, tell, goTo: (path) => router.push(path), switchPerson }),
      // In the first moment of a page, when the network went: it is heard that the code was not taken.
      () => acknowledgeTap("refused"),
    );
  };

  const dialog =
    told === null && !camera ? null : (
      <ScanAnswers
        told={told}
        onTold={() => setTold(null)}
        camera={camera}
        onCamera={() => setCamera(false)}
        onCode={(code) => {
          setCamera(false);
          route(code);
        }}
        timeZone={timeZone}
      />
    );
  return { route, refuse: (text) => tell({ kind: "NOT_NOW", text }), openCamera: () => setCamera(true), dialog };
}
