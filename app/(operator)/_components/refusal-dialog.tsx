"use client";

import { useEffect, useState } from "react";
import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { Icon } from "@/components/ui/icon";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import { photosOf } from "@/lib/client/queued-photo";
import { useFormats } from "@/lib/format/formats";
import { refusalIn } from "@/lib/format/refusal-in";
import type { RunView } from "@/lib/queries/operator/run-view";
import { AskDeviation } from "./ask-deviation";
import { deviationOf } from "./deviation-of";
import { ApproveHere } from "./approve-here";
import { useFloor } from "./floor-provider";
import { overrideOf } from "./override-of";

type RefusalDialogProps = {
  timeZone: string;
  /** Of the site, where the screen has them. */
  reasons?: RunView["reasons"];
  /** Inputs of the run on the screen, if there is one. */
  components?: RunView["components"];
};

/** Says at once why an entry was not taken, and offers the shift lead what only a lead may do. */
export function RefusalDialog({ timeZone, reasons, components = [] }: RefusalDialogProps) {
  const t = useTranslations("floor.refusal");
  const material = useTranslations("material.deviation");
  const photos = useTranslations("photo");
  const refusals = useTranslations("refusals");
  const formats = useFormats();
  const { queue, person, dismiss, offline } = useFloor();
  const [approving, setApproving] = useState<number>();
  const [asking, setAsking] = useState<number>();
  const item = queue.items.find((one) => one.sequence === queue.loud && one.state === "REFUSED" && one.accountId === person.accountId);
  const sequence = item?.sequence;
  useEffect(() => {
    if (sequence !== undefined) acknowledgeTap("refused");
  }, [sequence]);
  if (item === undefined || item.answer?.ok !== false) return null;
  const { what, why, next } = refusalIn(refusals, item.answer, formats.reading(timeZone));
  const close = () => dismiss(item.sequence);
  const override = overrideOf(item, reasons);
  if (override !== undefined && approving === item.sequence) return <ApproveHere item={item} override={override} timeZone={timeZone} onClose={() => setApproving(undefined)} />;
  const deviation = deviationOf(item, components);
  if (deviation !== undefined && asking === item.sequence) {
    return (
      <AskDeviation
        {...deviation}
        onClose={() => setAsking(undefined)}
        onAsked={() => {
          setAsking(undefined);
          close();
        }}
      />
    );
  }
  const [photo] = photosOf(queue.items, item.commandId);
  return (
    <FloorDialog onClose={close} title={what} actions={<SecondKey label={t("understood")} primary={deviation === undefined} onClick={close} className="min-w-48" />}>
      <div className="grid gap-5">
        <p className="flex items-start gap-4 text-floor-md">
          <Icon name="stop" className="mt-0.5 size-8 text-down-ink" />
          <span>{why}</span>
        </p>
        <p className="flex items-start gap-4 text-floor-md font-semibold">
          <Icon name="arrow-right" className="mt-0.5 size-8" />
          <span>{next}</span>
        </p>
        <p className="text-ink-2">
          {t.rich(item.approval === undefined ? "notSaved" : "maybeSaved", { text: item.text, b: (words) => <b className="text-ink">{words}</b> })}
          {photo === undefined ? null : <span className="block">{photos("notSent")}</span>}
        </p>
        {deviation === undefined ? null : (
          <SecondKey
            icon="question"
            label={material("ask")}
            detail={offline ? t("needsNetwork") : material("askDetail")}
            disabled={offline}
            onClick={() => setAsking(item.sequence)}
          />
        )}
        {override === undefined ? null : (
          <SecondKey icon="badge" label={t("approveHere")} detail={offline ? t("needsNetwork") : undefined} disabled={offline} onClick={() => setApproving(item.sequence)} />
        )}
      </div>
    </FloorDialog>
  );
}
