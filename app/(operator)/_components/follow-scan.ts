import { type LookedUp, lookUpScan } from "@/lib/client/look-up-scan";
import { expiryGap, isOnLabel, labelOfPacked, type LotLabel, materialOn, routeScan, shownLots } from "@/lib/client/route-scan";
import { readScan } from "@/lib/client/scan";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { ScannedThing } from "@/lib/queries/operator/scanned-thing";
import type { LotKnown } from "./issue-or-mount";
import type { NamedLot, Told } from "./told-dialog";

/** The page that a code was scanned on. */
export type ScanPage = {
  /** The machine on the screen; null on the list of lines. */
  readonly view: RunView | null;
  readonly timeZone: string;
  readonly offline: boolean;
  /** Takes a lot for the operation that runs on the screen, with what its label says, the lots of that number that may be meant, and the pallet that it stands on; absent where none can be taken. */
  readonly takes?: (lot: string, known: Pick<LotKnown, "label" | "lots" | "handlingUnit">) => void;
  /** Takes an order that can start at the machine on the screen. */
  readonly onOrder?: (order: string) => void;
  readonly tell: (what: Told) => void;
  readonly goTo: (path: string) => void;
  readonly switchPerson: (badge: string) => void;
};

/** Does what a code asks for, by its content (UI-07). */
export function followScan(scanned: string, { view, timeZone, offline, takes, onOrder, tell, goTo, switchPerson }: ScanPage): void {
  const lookUp = async (code: string, gtin?: string): Promise<LookedUp | null> => (offline ? null : lookUpScan(code, { gtin, unitId: view?.unit.id }));
  const take = (lot: string, label: LotLabel, lots: readonly NamedLot[], handlingUnit?: string) =>
    takes?.(lot, { label, lots: lots.map(({ lotId, item }) => ({ lotId, item })), handlingUnit });

  const takeLot = async (lot: string, label: LotLabel) => {
    if (takes === undefined) return ask(lot, label?.gtin);
    const shown = shownLots(view, lot).map((one): NamedLot => ({ ...one, itemText: one.itemName }));
    // One that the screen does not list is known by the books alone; where they cannot be asked, its own checks speak.
    const thing = shown.some((one) => isOnLabel(label, one)) ? null : await lookUp(lot, label?.gtin);
    takeOneOf(lot, label, thing?.kind === "LOT" ? thing.lots : shown);
  };

  /** EX-11: is it the material of its label, which of several of that number is meant, and do label and books say the same of its last day? */
  const takeOneOf = (lot: string, label: LotLabel, lots: readonly NamedLot[]) => {
    const [first, ...others] = lots.filter((one) => isOnLabel(label, one));
    const [other] = lots;
    if (first === undefined) return other === undefined ? take(lot, label, []) : tell({ kind: "OTHER_ITEM", lot, label: materialOn(label), books: other });
    const fitting = [first, ...others].filter(({ item }) => view?.components.some(({ item: own, fits = [own] }) => fits.includes(item)));
    if (fitting.length > 1) return tell({ kind: "WHICH", lot, lots: fitting, take: (one) => takeThis(lot, label, one) });
    takeThis(lot, label, fitting[0] ?? first);
  };

  const takeThis = (lot: string, label: LotLabel, named: NamedLot) => {
    const gap = expiryGap(label, named.expiresAt, timeZone);
    if (gap === null) take(lot, label, [named]);
    else tell({ kind: "EXPIRY", lot, gap, take: () => take(lot, label, [named]) });
  };

  const ask = async (code: string, gtin?: string) => {
    const thing = await lookUp(code, gtin);
    if (thing !== null) return follow(code, thing);
    if (takes === undefined) tell({ kind: "OFFLINE", text: code });
    else take(code, null, []);
  };

  const askPallet = async (sscc: string) => {
    const thing = await lookUp(sscc);
    if (thing === null) tell({ kind: "OFFLINE", text: sscc });
    else follow(sscc, ["HANDLING_UNIT", "FORBIDDEN", "BUSY"].includes(thing.kind) ? thing : { kind: "NOTHING" });
  };

  const follow = (code: string, thing: LookedUp) => {
    switch (thing.kind) {
      case "BADGE":
        return switchPerson(code);
      case "UNIT":
        return thing.code === view?.unit.code ? tell({ kind: "HERE", name: thing.name }) : goTo(`/station/${encodeURIComponent(thing.code)}`);
      case "ORDER":
        if (thing.unit === null) return tell({ kind: "ORDER", order: thing.number, item: thing.itemText, state: thing.state });
        return view !== null && thing.unit === view.unit.code
          ? followOrderHere(view, thing)
          : goTo(`/station/${encodeURIComponent(thing.unit)}?order=${encodeURIComponent(thing.number)}`);
      case "LOT":
        // The run's own checks say what is wrong with it, in their order (EX-11).
        return takes === undefined ? tell({ kind: "LOT", lots: thing.lots }) : takeOneOf(code, null, thing.lots);
      case "HANDLING_UNIT": {
        const { sscc, quantity, takenBack, heldBy, lot } = thing;
        if (takes !== undefined && !takenBack && heldBy.length === 0) return take(lot.number, labelOfPacked(lot.number, quantity, lot.uom), [lot], sscc);
        return tell({ kind: "PALLET", sscc, on: takenBack ? null : { lot, quantity, heldBy } });
      }
      case "NOTHING":
      case "FORBIDDEN":
      case "BUSY":
        return tell({ kind: thing.kind, text: code });
    }
  };

  const followOrderHere = ({ unit, operation, runs = [] }: RunView, { number, itemText }: Extract<ScannedThing, { kind: "ORDER" }>) => {
    if (operation === null && !runs.some(({ order }) => order === number)) return onOrder?.(number);
    if (operation?.order === number) return tell({ kind: "HERE", name: number });
    if (operation !== null && !unit.parallel) return tell({ kind: "AFTER", order: number, item: itemText, running: operation.order });
    // Several run here at once, each with a screen of its own, as has the choice of the next.
    const run = runs.find(({ order }) => order === number);
    const chosen = run === undefined ? `next&order=${encodeURIComponent(number)}` : encodeURIComponent(run.operationId);
    goTo(`/station/${encodeURIComponent(unit.code)}?run=${chosen}`);
  };

  const way = routeScan(readScan(scanned), view);
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
}
