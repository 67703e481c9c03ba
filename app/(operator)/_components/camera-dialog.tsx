"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { CameraView } from "@/components/shop-floor/camera-view";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { Icon } from "@/components/ui/icon";
import type { CameraProblem } from "@/lib/client/camera-reason";

/** Reads one code with the tablet's camera; where there is none, it says what to do about that. */
export function CameraDialog({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const t = useTranslations("scan.camera");
  const [state, setState] = useState<"STARTING" | "SEEING" | CameraProblem>("STARTING");
  const [attempt, setAttempt] = useState(0);
  const problem = state === "STARTING" || state === "SEEING" ? null : state;
  return (
    <FloorDialog
      wide
      onClose={onClose}
      title={t("title")}
      description={problem === null ? t("hint") : undefined}
      actions={
        <>
          {problem === null ? null : (
            <SecondKey
              icon="refresh"
              label={t("again")}
              primary
              onClick={() => {
                setState("STARTING");
                setAttempt(attempt + 1);
              }}
              className="min-w-48"
            />
          )}
          <SecondKey label={t("close")} onClick={onClose} className="min-w-48" />
        </>
      }
    >
      {problem === null ? (
        <div className="grid gap-3">
          <CameraView key={attempt} onCode={onCode} onState={setState} label={t("picture")} />
          <p role="status" className="min-h-7 text-ink-2">
            {state === "STARTING" ? t("starting") : ""}
          </p>
        </div>
      ) : (
        <p role="alert" className="flex items-start gap-4 text-floor-md">
          <Icon name="stop" className="mt-0.5 size-8 text-down-ink" />
          <span className="min-w-0">{t(`problem.${problem}`)}</span>
        </p>
      )}
    </FloorDialog>
  );
}
