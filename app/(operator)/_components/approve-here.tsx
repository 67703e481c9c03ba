"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { PinDots, PinPad } from "@/components/shop-floor/pin-pad";
import { ScanField } from "@/components/shop-floor/scan-field";
import { useWedge } from "@/components/shop-floor/use-wedge";
import { Glyph } from "@/components/ui/glyph";
import { acknowledgeTap } from "@/lib/client/acknowledge";
import type { QueueItem } from "@/lib/client/queue-item";
import { sendApproved } from "@/lib/client/send-approved";
import { useFormats } from "@/lib/format/formats";
import { refusalIn, refusalSentenceIn } from "@/lib/format/refusal-in";
import { useFloor } from "./floor-provider";
import type { Override } from "./override-of";
import { WhyOverride } from "./why-override";

type ApproveHereProps = {
  item: QueueItem;
  override: Override;
  timeZone: string;
  onClose: () => void;
};

const PIN_DIGITS = 6;

/** Answers about who approves: the command itself was not looked at. */
const ABOUT_THE_LEAD: readonly string[] = ["BAD_BADGE_OR_PIN", "LOCKED", "APPROVER_NOT_LEAD", "DEVICE_UNKNOWN", "UNAUTHENTICATED", "FAULT"];

/**
 * EX-07, EX-10, SEC-12: the shift lead approves what was refused at the operator's own tablet: badge, reason, then the PIN under what is signed. The entry stays
 * the operator's. It goes straight to the server, for nothing of badge and PIN may be kept; without an answer the
 * same entry is sent again, also after this was closed, and counts once.
 */
export function ApproveHere({ item, override, timeZone, onClose }: ApproveHereProps) {
  const t = useTranslations("floor.approve");
  const entries = useTranslations("entries");
  const refusals = useTranslations("refusals");
  const formats = useFormats();
  const { person, approved, approving } = useFloor();
  const [badge, setBadge] = useState<string>();
  const [reason, setReason] = useState(item.approval?.reason);
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();

  function takeBadge(next: string | undefined) {
    setBadge(next);
    setPin("");
    setProblem(undefined);
  }
  // A badge that is scanned later than its step is another lead's.
  useWedge(takeBadge, badge !== undefined && !busy);

  async function sign(entered: string) {
    if (badge === undefined || reason === undefined) return;
    const unanswered = item.approval;
    const sending = unanswered ?? { commandId: uuidv7(), command: override.again(reason.code), reason };
    const { commandId, command } = sending;
    setBusy(true);
    await approving(item.sequence, sending);
    const answer = await sendApproved(command.name, { ...command.input, commandId }, person.accountId, { badge, pin: entered }).catch(() => undefined);
    setBusy(false);
    setPin("");
    if (answer?.ok === true) {
      acknowledgeTap();
      await approved(item.sequence, { commandId, command, text: entries("approved", { text: item.text }), answer });
      return onClose();
    }
    acknowledgeTap("refused");
    // A wrong PIN says nothing of what was sent before it.
    if (answer !== undefined && (unanswered === undefined || !ABOUT_THE_LEAD.includes(answer.code))) await approving(item.sequence, undefined);
    setProblem(answer === undefined ? t("unreachable") : refusalSentenceIn(refusals, answer, formats.reading(timeZone)));
  }

  const refused = item.answer?.ok === false ? refusalIn(refusals, item.answer, formats.reading(timeZone)) : undefined;
  return (
    <FloorDialog
      open
      wide
      onOpenChange={(open) => {
        if (!open && !busy) onClose();
      }}
      title={t("title")}
      description={t("entry", { text: item.text, why: refused === undefined ? "" : `${refused.what} ${refused.why}` })}
    >
      {badge === undefined ? (
        <ScanField label={t("badge")} hint={t("badgeHint")} icon="badge" inputMode="numeric" onScan={takeBadge} />
      ) : reason === undefined ? (
        <WhyOverride override={override} submit={t("next")} onReason={(code, name) => setReason({ code, name })} />
      ) : (
        <div className="grid gap-x-8 gap-y-5 landscape:grid-cols-[minmax(0,1fr)_420px]">
          <section className="flex min-w-0 flex-col gap-5">
            <p className="text-floor-md">{t.rich("signs", { badge, reason: reason.name, b: (words) => <b className="font-semibold">{words}</b> })}</p>
            <PinDots entered={pin.length} length={PIN_DIGITS} />
            <p role={problem === undefined ? "status" : "alert"} className={problem === undefined ? "text-ink-2" : "flex items-start gap-2 font-semibold text-down-ink"}>
              {problem === undefined ? null : <Glyph shape="down" className="mt-[5px] size-4 flex-none" />}
              <span>{problem ?? (busy ? t("checking") : t("pinHint"))}</span>
            </p>
            <SecondKey label={t("otherBadge")} disabled={busy} onClick={() => takeBadge(undefined)} className="mt-auto" />
          </section>
          <PinPad value={pin} onChange={setPin} onComplete={(entered) => void sign(entered)} busy={busy} length={PIN_DIGITS} />
        </div>
      )}
    </FloorDialog>
  );
}
