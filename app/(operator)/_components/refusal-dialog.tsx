"use client";

import { useEffect, useState } from "react";
import { useTranslations } from "next-intl";
import { SecondKey } from "@/components/shop-floor/key";
import { ReasonTiles } from "@/components/shop-floor/reason-tiles";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import type { NewCommand } from "@/lib/client/command-queue";
import type { OperatorCommand } from "@/lib/client/operator-command";
import type { QueueItem } from "@/lib/client/queue-item";
import { photosOf } from "@/lib/client/queued-photo";
import { useFormats } from "@/lib/format/formats";
import { refusalIn } from "@/lib/format/refusal-in";
import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";

/** Says at once why an entry was not taken, and offers the shift lead what only a lead may do. */
export function RefusalDialog({ timeZone, reasons }: { timeZone: string; /** Of the site, where the screen has them. */ reasons?: RunView["reasons"] }) {
  const t = useTranslations("floor.refusal");
  const photos = useTranslations("photo");
  const refusals = useTranslations("refusals");
  const formats = useFormats();
  const { queue, person, dismiss } = useFloor();
  const item = queue.items.find((one) => one.sequence === queue.loud && one.state === "REFUSED" && one.accountId === person.accountId);
  const sequence = item?.sequence;
  useEffect(() => {
    if (sequence !== undefined) acknowledgeTap("refused");
  }, [sequence]);
  if (item === undefined || item.answer?.ok !== false) return null;
  const { what, why, next } = refusalIn(refusals, item.answer, formats.reading(timeZone));
  const close = () => dismiss(item.sequence);
  const override = person.may.override ? overrideOf(item, reasons) : undefined;
  const [photo] = photosOf(queue.items, item.commandId);
  return (
    <FloorDialog
      open
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={what}
      actions={<SecondKey label={t("understood")} primary={override === undefined} onClick={close} className="min-w-48" />}
    >
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
          {t.rich("notSaved", { text: item.text, b: (words) => <b className="text-ink">{words}</b> })}
          {photo === undefined ? null : <span className="block">{photos("notSent")}</span>}
        </p>
        {override === undefined ? null : (
          <Override {...override} text={item.text} photo={photo?.photo === undefined ? undefined : { picture: photo.photo, text: photo.text }} onDone={close} />
        )}
      </div>
    </FloorDialog>
  );
}

type Approval = {
  /** Which question it answers. */
  readonly label: "whyLot" | "whyMore" | "whyShort";
  readonly again: (reason: string) => OperatorCommand;
} & ({ readonly most: number } | { /** One of these, instead of words. */ readonly choices: readonly ReasonChoice[] });

/** What a lead may decide after this refusal. */
function overrideOf(item: QueueItem, reasons: RunView["reasons"] | undefined): Approval | undefined {
  const { command } = item;
  if (item.answer?.ok !== false) return undefined;
  if (item.answer.code === "LOT_NOT_FIRST" && command.name === "issue-material")
    return { label: "whyLot", most: 200, again: (overrideReason) => ({ name: command.name, input: { ...command.input, overrideReason } }) };
  if (item.answer.code === "LOT_NOT_FIRST" && command.name === "mount-lot")
    return { label: "whyLot", most: 200, again: (overrideReason) => ({ name: command.name, input: { ...command.input, overrideReason } }) };
  if (item.answer.code === "ABOVE_TOLERANCE" && command.name === "confirm-production" && command.input.overrideReason === undefined)
    return { label: "whyMore", most: 200, again: (overrideReason) => ({ name: command.name, input: { ...command.input, overrideReason } }) };
  if (item.answer.code === "BELOW_TOLERANCE" && command.name === "complete-operation" && reasons !== undefined)
    return {
      label: "whyShort",
      choices: [...reasons.stop, ...reasons.scrap],
      again: (shortCloseReason) => ({ name: command.name, input: { ...command.input, shortCloseReason } }),
    };
  return undefined;
}

function Override({ label: question, again, text, photo, onDone, ...how }: Approval & { text: string; photo: NewCommand["photo"]; onDone: () => void }) {
  const t = useTranslations("floor.refusal");
  const entries = useTranslations("entries");
  const label = t(question);
  const { tap } = useFloor();
  const [reason, setReason] = useState("");
  const allow = (because: string) => {
    tap({ command: again(because), text: entries("approved", { text }), photo });
    onDone();
  };
  if ("choices" in how) {
    return (
      <div className="grid gap-4 border-t border-line pt-5">
        <h3 className="text-floor-md font-semibold">{t("ofLead", { question: label })}</h3>
        <ReasonTiles look="scrap" label={label} reasons={how.choices.map((one) => ({ code: one.code, label: one.name }))} onPick={allow} />
      </div>
    );
  }
  return (
    <form
      className="grid gap-4 border-t border-line pt-5"
      onSubmit={(event) => {
        event.preventDefault();
        allow(reason.trim());
      }}
    >
      <Field size="floor" label={t("ofLead", { question: label })} value={reason} maxLength={how.most} onChange={(event) => setReason(event.target.value)} />
      <SecondKey type="submit" primary label={t("allow")} disabled={reason.trim() === ""} />
    </form>
  );
}
