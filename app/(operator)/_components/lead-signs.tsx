"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { PinDots, PinPad } from "@/components/shop-floor/pin-pad";
import { ScanField } from "@/components/shop-floor/scan-field";
import { useWedge } from "@/components/shop-floor/use-wedge";
import { Glyph } from "@/components/ui/glyph";
import type { OverrideQuestion } from "./override-of";
import { WhyOverride } from "./why-override";

/** What a lead states, and why: the code of a reason or words, and how a person reads it. */
export type LeadSays = { readonly badge: string; readonly pin: string; readonly reason: { readonly code: string; readonly name: string } };

type LeadSignsProps = {
  /** What is signed, with why it was refused. */
  description: string;
  question: OverrideQuestion;
  /** A reason that was given before, when no answer came. */
  given?: LeadSays["reason"];
  /** Sends what is signed. Answers what went wrong, in words; undefined when nothing did. */
  onSign: (lead: LeadSays) => Promise<string | undefined>;
  onClose: () => void;
};

const PIN_DIGITS = 6;

/** SEC-12: a shift lead signs what only a lead may allow, whoever is signed on: badge, reason, then the PIN under what is signed. Nothing of badge and PIN is kept. */
export function LeadSigns({ description, question, given, onSign, onClose }: LeadSignsProps) {
  const t = useTranslations("floor.approve");
  const [badge, setBadge] = useState<string>();
  const [reason, setReason] = useState(given);
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
    setBusy(true);
    const wrong = await onSign({ badge, pin: entered, reason });
    setBusy(false);
    setPin("");
    setProblem(wrong);
  }

  return (
    <FloorDialog
      wide
      onClose={() => {
        if (!busy) onClose();
      }}
      title={t("title")}
      description={description}
    >
      {badge === undefined ? (
        <ScanField label={t("badge")} hint={t("badgeHint")} icon="badge" inputMode="numeric" onScan={takeBadge} />
      ) : reason === undefined ? (
        <WhyOverride override={question} submit={t("next")} onReason={(code, name) => setReason({ code, name })} />
      ) : (
        <div className="grid gap-x-8 gap-y-5 landscape:grid-cols-[minmax(0,1fr)_420px] left-hand:landscape:grid-cols-[420px_minmax(0,1fr)] left-hand:landscape:[&>:first-child]:order-last">
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
