"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { Field } from "@/components/ui/field";
import { Glyph } from "@/components/ui/glyph";
import { Icon } from "@/components/ui/icon";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import { lookUpScan } from "@/lib/client/look-up-scan";
import { staysUnanswered } from "@/lib/client/send-approved";
import { useFormats } from "@/lib/format/formats";
import { refusalSentenceIn } from "@/lib/format/refusal-in";
import type { ScannedLot } from "@/lib/queries/operator/scanned-thing";
import { useFloor } from "./floor-provider";
import { answerHold, holdToSend, keepHold, unansweredHold, wasLifted } from "./unanswered-holds";

/** Holds a lot that was scanned, all of it, with a reason (§10.1). It goes straight to the server, for a hold that waits would hold nothing. */
export function HoldLotDialog({ lot, timeZone, onClose }: { lot: ScannedLot; timeZone: string; onClose: () => void }) {
  const t = useTranslations("scan.hold");
  const scan = useTranslations("scan");
  const floor = useTranslations("floor");
  const refusals = useTranslations("refusals");
  const formats = useFormats();
  const { person, sendNow, offline } = useFloor();
  const [unanswered, setUnanswered] = useState(() => unansweredHold(lot.lotId, person.accountId, new Date()));
  const [reason, setReason] = useState(unanswered?.reason ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(unanswered === undefined ? undefined : t("unanswered"));
  const [done, setDone] = useState(false);
  const written = reason.trim();
  const title = t(done ? "done" : "title", { lot: lot.number });
  const description = [lot.itemText, lot.item].join(", ");
  const send = async () => {
    const sending = holdToSend(unanswered, written);
    const again = sending === unanswered;
    // Kept before anybody can close the dialog or load the page anew over it.
    keepHold(lot.lotId, person.accountId, sending, new Date());
    setBusy(true);
    const command = { name: "place-hold" as const, input: { lotId: lot.lotId, reason: written } };
    const answer = await sendNow({ commandId: sending.commandId, command, text: t("entry", { lot: lot.number, reason: written }) }).catch(() => undefined);
    const stays = staysUnanswered(answer, again);
    if (!stays) answerHold(lot.lotId, person.accountId, sending);
    setUnanswered(stays ? sending : undefined);
    const lifted = again && answer?.ok === true && wasLifted(await lookUpScan(lot.number, { gtin: lot.gtin ?? undefined }), lot.lotId);
    setBusy(false);
    if (lifted) {
      acknowledgeTap("refused");
      return setProblem(t("lifted"));
    }
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
          <p role="alert" className="flex items-start gap-2 font-semibold text-down-ink">
            <Glyph shape="down" className="mt-[5px] size-4 flex-none" />
            <span>{problem}</span>
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
