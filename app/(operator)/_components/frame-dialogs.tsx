"use client";

import type { RunView } from "@/lib/queries/operator/run-view";
import { FrameMenu, type FrameMenuLines } from "./frame-menu";
import { LanguageDialog } from "./language-dialog";
import { type OtherWork, PeopleDialog, type PeopleOnRun } from "./people-dialog";
import { QueueDialog } from "./queue-dialog";
import { RefusalDialog } from "./refusal-dialog";
import { ScannerDialog } from "./scanner-dialog";

/** The dialogs that the frame of the floor can open. */
export type FrameDialog = "menu" | "people" | "queue" | "language" | "scanner";

type FrameDialogsProps = {
  open: FrameDialog | null;
  onOpen: (dialog: FrameDialog | null) => void;
  /** More lines of the menu. */
  menu?: FrameMenuLines;
  onCamera: () => void;
  people?: PeopleOnRun;
  timeZone: string;
  onHandOver?: () => void;
  indirect?: OtherWork;
  reasons?: RunView["reasons"];
  /** Inputs of the run on the screen. */
  components?: RunView["components"];
};

/** What opens over every page of the floor: the dialog that somebody asked for, and why something was refused. */
export function FrameDialogs({ open, onOpen, menu, onCamera, people, timeZone, onHandOver, indirect, reasons, components }: FrameDialogsProps) {
  const onClose = () => onOpen(null);
  return (
    <>
      {open === "menu" ? <FrameMenu more={menu} onOpen={onOpen} onCamera={onCamera} /> : null}
      <PeopleDialog open={open === "people"} onClose={onClose} people={people} timeZone={timeZone} onHandOver={onHandOver} indirect={indirect} />
      <QueueDialog open={open === "queue"} onClose={onClose} timeZone={timeZone} reasons={reasons} />
      <LanguageDialog open={open === "language"} onClose={onClose} />
      {open === "scanner" ? <ScannerDialog onClose={onClose} /> : null}
      <RefusalDialog timeZone={timeZone} reasons={reasons} components={components} />
    </>
  );
}
