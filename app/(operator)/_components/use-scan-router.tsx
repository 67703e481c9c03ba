"use client";

import { type ReactNode, useState } from "react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import { lookUpScan } from "@/lib/client/look-up-scan";
import { expiryGap, labelOfPacked, routeScan, type ScanRoute, shownLot } from "@/lib/client/route-scan";
import { readScan } from "@/lib/client/scan";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { ScannedThing } from "@/lib/queries/operator/scanned-thing";
import { useFloor } from "./floor-provider";
import { type Told, ToldDialog } from "./told-dialog";

const CameraDialog = dynamic(() => import("./camera-dialog").then(({ CameraDialog: dialog }) => dialog), { ssr: false });

/** What the label of a lot says; null when its number was typed or stood alone. */
export type LotLabel = Extract<ScanRoute, { readonly to: "LOT" }>["label"];

export type ScanRouter = {
  /** Takes a code as a scanner, a camera or a person gave it, and does what it asks for. */
  readonly route: (code: string) => void;
  /** Opens the tablet's camera for one code. */
  readonly openCamera: () => void;
  /** What has to be told about the last code; belongs into the page. */
  readonly dialog: ReactNode;
};

type Routes = {
  /** The machine on the screen; null on the list of lines. */
  readonly view: RunView | null;
  readonly timeZone: string;
  /** A lot for the operation that runs on the screen. */
  readonly onLot?: (lot: string, label: LotLabel) => void;
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
  const takes = view !== null && view.operation !== null && person.may.execute ? onLot : undefined;

  const tell = (what: Told) => {
    acknowledgeTap("refused");
    setTold(what);
  };
  const lookUp = async (code: string, gtin?: string): Promise<ScannedThing | null> => (offline ? null : lookUpScan(code, gtin));

  const takeLot = async (lot: string, label: LotLabel) => {
    if (takes === undefined) return ask(lot, label?.gtin);
    const books = label?.expires === undefined ? null : await expiryInBooks(view, lot, lookUp);
    const gap = books === null ? null : expiryGap(label, books.expiresAt, timeZone);
    if (gap === null) takes(lot, label);
    else tell({ kind: "EXPIRY", lot, gap, take: () => takes(lot, label) });
  };

  const ask = async (code: string, gtin?: string) => {
    const thing = await lookUp(code, gtin);
    if (thing !== null) return follow(code, thing);
    if (takes === undefined) tell({ kind: "OFFLINE", text: code });
    else takes(code, null);
  };

  const askPallet = async (sscc: string) => {
    const thing = await lookUp(sscc);
    if (thing === null) tell({ kind: "OFFLINE", text: sscc });
    else follow(sscc, thing.kind === "HANDLING_UNIT" ? thing : { kind: "NOTHING" });
  };

  const follow = (code: string, thing: ScannedThing) => {
    switch (thing.kind) {
      case "BADGE":
        return switchPerson(code);
      case "UNIT":
        return thing.code === view?.unit.code ? tell({ kind: "HERE", name: thing.name }) : router.push(`/station/${encodeURIComponent(thing.code)}`);
      case "ORDER":
        if (thing.unit === null) return tell({ kind: "ORDER", order: thing.number, item: thing.itemText, state: thing.state });
        if (view !== null && thing.unit === view.unit.code) return view.operation === null ? onOrder?.(thing.number) : tell({ kind: "HERE", name: thing.number });
        return router.push(`/station/${encodeURIComponent(thing.unit)}?order=${encodeURIComponent(thing.number)}`);
      case "LOT":
        // The run's own checks say what is wrong with it, in their order (EX-11).
        return takes === undefined ? tell({ kind: "LOT", lots: thing.lots }) : takes(code, null);
      case "HANDLING_UNIT": {
        const { sscc, quantity, takenBack, lot } = thing;
        if (takes !== undefined && !takenBack) return takes(lot.number, labelOfPacked(lot.number, quantity, lot.uom));
        return tell({ kind: "PALLET", sscc, held: takenBack ? null : { lot, quantity } });
      }
      case "NOTHING":
        return tell({ kind: "NOTHING", text: code });
    }
  };

  const route = (code: string) => {
    setTold(null);
    const way = routeScan(readScan(code), view);
    switch (way.to) {
      case "LOT":
        return void takeLot(way.lot, way.label);
      case "ASK":
        return void ask(way.code);
      case "PALLET":
        return void askPallet(way.sscc);
      case "TELL":
        return tell({ kind: way.why, text: way.text, at: way.at });
    }
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
  return { route, openCamera: () => setCamera(true), dialog };
}

/** The last day of use that the books have for a lot; null when they cannot be asked, or do not know the lot: then its own checks speak. */
async function expiryInBooks(view: RunView | null, lot: string, lookUp: (code: string) => Promise<ScannedThing | null>): Promise<{ readonly expiresAt: string | null } | null> {
  const shown = shownLot(view, lot);
  if (shown !== undefined) return shown;
  const thing = await lookUp(lot);
  return thing?.kind === "LOT" ? (thing.lots[0] ?? null) : null;
}
