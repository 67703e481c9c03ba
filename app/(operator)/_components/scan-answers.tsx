"use client";

import { CameraDialog } from "./camera-dialog";
import { followScan, type ScanPage } from "./follow-scan";
import { issueOrMount, type LotKnown } from "./issue-or-mount";
import { type Told, ToldDialog } from "./told-dialog";

/** Takes a lot for the operation that runs on the screen, with what is known of it and how that is done. */
export type TakesLot = (lot: string, known: LotKnown, how: typeof issueOrMount) => void;

/** Does what a code asks for on a page (UI-07). */
export function takeScan(code: string, { takes, ...page }: Omit<ScanPage, "takes"> & { readonly takes: TakesLot | undefined }): void {
  followScan(code, { ...page, takes: takes === undefined ? undefined : (lot, known) => takes(lot, known, issueOrMount) });
}

type ScanAnswersProps = {
  /** What has to be told about the last code. */
  told: Told | null;
  onTold: () => void;
  /** Whether the tablet's camera looks for one. */
  camera: boolean;
  onCamera: () => void;
  onCode: (code: string) => void;
  timeZone: string;
};

/** What opens for a code: why it could not be followed, and the camera that reads one. */
export function ScanAnswers({ told, onTold, camera, onCamera, onCode, timeZone }: ScanAnswersProps) {
  return (
    <>
      {told === null ? null : <ToldDialog told={told} timeZone={timeZone} onClose={onTold} />}
      {camera ? <CameraDialog onCode={onCode} onClose={onCamera} /> : null}
    </>
  );
}
