"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import { useFormats } from "@/lib/format/formats";
import { refusalSentenceIn } from "@/lib/format/refusal-in";
import type { ScannedLot } from "@/lib/queries/operator/scanned-thing";
import { type Direct, useFloor } from "./floor-provider";

/** Holds a lot that was scanned, all of it, with a reason (§10.1). It goes straight to the server, for a hold that waits would hold nothing. */
export function HoldLotDialog({ lot, timeZone, onClose }: { lot: ScannedLot; timeZone: string; onClose: () => void }) {
  const t = useTranslations("scan.hold");
  const scan = useTranslations("scan");
  const floor = useTranslations("floor");
  const refusals = useTranslations("refusals");
  const formats = useFormats();
  const { sendNow, offline } = useFloor();
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [unanswered, setUnanswered] = useState<Direct>();
  const [done, setDone] = useState(false);
  const written = reason.trim();
  const title = t(done ? "done" : "title", { lot: lot.number });
  const description = [lot.itemText, lot.item].join(", ");
  const send = async () => {
    const command = { name: "place-hold" as const, input: { lotId: lot.lotId, reason: written } };
    // What nobody answered goes again as it was, and counts once; with other words it is another one.
    const same = JSON.stringify(unanswered?.command) === JSON.stringify(command) ? unanswered : undefined;
    const sending = same ?? { commandId: uuidv7(), command, text: t("entry", { lot: lot.number, reason: written }) };
    setBusy(true);
    const answer = await sendNow(sending).catch(() => undefined);
    setBusy(false);
    setUnanswered(answer === undefined ? sending : undefined);
    if (answer?.ok === true) {
      acknowledgeTap();
      return setDone(true);
    }
    acknowledgeTap("refused");
    if (answer === undefined) return setProblem(t("unanswered"));
    // Another person was faster: of a lot the refusal's own words say nothing.
    setProblem(answer.code === "INVALID_TRANSITION" ? t("past") : refusalSentenceIn(refusals, answer, formats.reading(timeZone)));
  };
  if (done)
    return (
      <FloorDialog onClose={onClose} title={title} description={description} actions={<SecondKey label={scan("understood")} primary onClick={onClose} className="min-w-48" />}>
        <p className="flex items-start gap-4 text-floor-md">
          <Icon name="check" className="mt-0.5 size-8" />
          <span className="min-w-0 break-words">{t("next")}</span>
        </p>
      </FloorDialog>
    );
  return (
    <FloorDialog onClose={onClose} title={title} description={description}>
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <p>{t("detail")}</p>
        <Field size="floor" label={t("reason")} value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        {problem === undefined ? null : (
          <p role="alert" className="font-semibold text-down-ink">
            {problem}
          </p>
        )}
        <div className="grid gap-4 landscape:grid-cols-2">
          <SecondKey label={floor("back")} onClick={onClose} />
          <SecondKey type="submit" primary icon="stop" label={t("save")} detail={offline ? floor("needsNetwork") : undefined} busy={busy} disabled={written === "" || offline} />
        </div>
      </form>
    </FloorDialog>
  );
}
