"use client";

import type { ReactNode } from "react";
import { useTranslations } from "next-intl";
import type { MenuItem } from "@/components/ui/menu";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import { leadMenu } from "./lead-menu";
import type { Sheet } from "./run-screen";

type RunMenuProps = {
  view: RunView;
  onSheet: (sheet: Sheet) => void;
  onLabels: () => void;
  /** Absent where nobody can hand over. */
  onHandOver: (() => void) | undefined;
  show: (lines: readonly MenuItem[]) => ReactNode;
};

/** The lines of the menu at one machine. */
export function RunMenu({ view, onSheet, onLabels, onHandOver, show }: RunMenuProps) {
  const run = useTranslations("run");
  const corrections = useTranslations("corrections");
  const entries = useTranslations("entries");
  const label = useTranslations("scan.label");
  const handover = useTranslations("handover");
  const { person, tap } = useFloor();
  const { operation } = view;
  return show([
    ...(operation === null || operation.state === "SETUP" ? [] : [{ label: run("menu.complete"), onSelect: () => onSheet({ kind: "COMPLETE" }) }]),
    // A free machine shows it by itself.
    ...(operation === null ? [] : [{ label: run("menu.next"), onSelect: () => onSheet({ kind: "NEXT" }) }]),
    { label: run("menu.stops"), onSelect: () => onSheet({ kind: "STOPS" }) },
    ...(person.may.execute ? [{ label: corrections("menu"), onSelect: () => onSheet({ kind: "ENTRIES" }) }] : []),
    { label: label("menu"), onSelect: onLabels },
    ...(onHandOver === undefined ? [] : [{ label: handover("menu"), onSelect: onHandOver }]),
    ...leadMenu(view, person.may, tap, onSheet, { run, entries }),
  ]);
}
