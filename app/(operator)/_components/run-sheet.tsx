"use client";

import { useEscape } from "@/components/shop-floor/use-escape";
import { later } from "@/components/ui/later";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import { CallSheet } from "./call-sheet";
import { CompleteSheet } from "./complete-sheet";
import { HandoverSheet } from "./handover-sheet";
import { IndirectSheet } from "./indirect-sheet";
import { InstructionSheet } from "./instruction-sheet";
import { LeadSheet } from "./lead-sheet";
import { NextSheet } from "./next-sheet";
import { PauseSheet } from "./pause-sheet";
import { QuantitySheet } from "./quantity-sheet";
import { isOfOperation, type OperationSheet, type Sheet, type UnitSheet } from "./run-screen";
import { ScanSheet } from "./scan-sheet";
import { StopsSheet } from "./stops-sheet";
import { TodoSheet } from "./todo-sheet";
import type { ScanRouter } from "./use-scan-router";

// Most of a shift no check is being made. Its card fetches it ahead, so that it opens without the network.
const CheckSheet = later(() => import("./check-sheet").then(({ CheckSheet: sheet }) => sheet));

// Counters seldom jump.
const CounterSheet = later(() => import("./counter-sheet").then(({ CounterSheet: sheet }) => sheet));

// Needs the network anyway, and most of a shift nothing is corrected.
const EntriesSheet = later(() => import("./entries-sheet").then(({ EntriesSheet: sheet }) => sheet));

type SheetProps<Shown extends Sheet> = { view: RunView; sheet: Shown; onSheet: (sheet: Sheet | null) => void };
type WithScan = { scan: ScanRouter };

/** What covers the board of a machine while something is being entered there. */
export function RunSheet({ view, sheet, onSheet, scan }: SheetProps<Sheet> & WithScan) {
  const { operation } = view;
  useEscape(() => onSheet(null));
  if (!isOfOperation(sheet)) return <OfUnit view={view} sheet={sheet} onSheet={onSheet} />;
  return operation === null ? null : <OfOperation view={view} operation={operation} sheet={sheet} onSheet={onSheet} scan={scan} />;
}

function OfUnit({ view, sheet, onSheet }: SheetProps<UnitSheet>) {
  const { operation, unit } = view;
  const close = () => onSheet(null);
  switch (sheet.kind) {
    case "HOLD":
    case "SKIP":
      return <LeadSheet view={view} sheet={sheet} onClose={close} />;
    case "CHECK": {
      const operationId = sheet.check.operationId ?? operation?.id;
      return operationId === undefined ? null : <CheckSheet check={sheet.check} operationId={operationId} onClose={close} />;
    }
    case "INSTRUCTION":
      return (
        <InstructionSheet
          instruction={sheet.instruction}
          place={sheet.place}
          unitId={unit.id}
          onClose={() => onSheet(sheet.place.next === "COMPLETE" && operation !== null ? { kind: "COMPLETE" } : null)}
        />
      );
    case "HANDOVER":
      return <HandoverSheet view={view} onClose={close} />;
    case "INDIRECT":
      return <IndirectSheet view={view} onClose={close} />;
    case "ENTRIES":
      return <EntriesSheet unit={unit} onClose={close} />;
    case "COUNTER":
      return <CounterSheet counter={sheet.counter} unit={unit} onClose={close} />;
    case "NEXT":
      return <NextSheet view={view} onClose={close} />;
    case "STOPS":
      return <StopsSheet unit={unit} first={sheet.stop} onClose={close} />;
    case "CALL":
      return <CallSheet view={view} onClose={close} />;
  }
}

function OfOperation({ view, operation, sheet, onSheet, scan }: SheetProps<OperationSheet> & WithScan & { operation: RunOperation }) {
  const close = () => onSheet(null);
  switch (sheet.kind) {
    case "SCAN":
      return (
        <ScanSheet
          key={`${sheet.asks?.lot ?? ""}/${sheet.componentId ?? ""}`}
          view={view}
          operation={operation}
          asks={sheet.asks}
          componentId={sheet.componentId}
          onCode={scan.route}
          onCamera={scan.openCamera}
          onClose={close}
        />
      );
    case "ALL_TO_DO":
      return <TodoSheet view={view} operation={operation} onSheet={onSheet} onClose={close} />;
    case "PAUSE":
      return <PauseSheet view={view} operation={operation} onClose={close} onCall={() => onSheet({ kind: "CALL" })} />;
    case "COMPLETE":
      return <CompleteSheet view={view} operation={operation} onClose={close} onSheet={onSheet} />;
    case "GOOD":
    case "SCRAP":
    case "REWORK":
      return <QuantitySheet kind={sheet.kind} view={view} operation={operation} onClose={close} onComplete={() => onSheet({ kind: "COMPLETE" })} />;
  }
}
