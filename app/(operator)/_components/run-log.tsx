"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { EntryLog } from "@/components/shop-floor/entry-log";
import { later } from "@/components/ui/later";
import { isPositive } from "@/lib/client/pace";
import { useAhead } from "@/lib/client/use-ahead";
import { useFormats } from "@/lib/format/formats";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { RunView } from "@/lib/queries/operator/run-view";
import { logLines, photosIn, undoOf } from "./entry-lines";
import { useFloor } from "./floor-provider";

const loadPhotos = () => import("./photos-dialog");
// Opened now and then.
const PhotosDialog = later(() => loadPhotos().then(({ PhotosDialog: dialog }) => dialog));

/** What was entered last on the operation in hand, with its photos, its labels and the entry that can still be taken back. */
export function RunLog({ view, operation, onLabels }: { view: RunView; operation: RunOperation; onLabels: () => void }) {
  const label = useTranslations("scan.label");
  const entries = useTranslations("entries");
  const formats = useFormats();
  const { person, queue, offline, tap } = useFloor();
  const words = { t: entries, formats };
  const undo = undoOf(view, queue.items, person, words);
  const photos = photosIn(view, queue.items, operation.id, words);
  const [showsPhotos, setShowsPhotos] = useState(false);
  useAhead(loadPhotos);
  return (
    <>
      <EntryLog
        entries={logLines(view, queue.items, operation.id, offline, words)}
        undo={undo}
        onPhotos={photos.length === 0 ? undefined : () => setShowsPhotos(true)}
        onUndo={() => {
          if (undo !== undefined) tap({ command: undo.command, text: undo.label, takesBack: undo.takesBack });
        }}
        action={operation.isLast && isPositive(operation.good) ? { icon: "printer", label: label("open"), onAct: onLabels } : undefined}
      />
      {showsPhotos ? <PhotosDialog photos={photos} onClose={() => setShowsPhotos(false)} /> : null}
    </>
  );
}
