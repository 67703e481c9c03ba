"use client";

import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { useTranslations } from "next-intl";
import { Glyph } from "@/components/ui/glyph";
import { Icon } from "@/components/ui/icon";
import { FloorMain, FloorShell } from "@/components/layout/floor-shell";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { NobodyHeader } from "@/components/shop-floor/nobody-header";
import { NumberPad } from "@/components/shop-floor/number-pad";
import { PinDots, PinPad } from "@/components/shop-floor/pin-pad";
import { useWedge } from "@/components/shop-floor/use-wedge";
import { badgeMarkOf, markOf } from "@/lib/client/offline/known-people";
import { handMarkOver } from "@/lib/client/offline/present";
import { lockHere } from "@/lib/client/offline/tries-here";
import { takeBadge } from "@/lib/client/scanned-badge";
import type { Theme } from "@/components/ui/theme";
import { checkHere } from "./check-here";
import { postCredentials, type SignInRefusal } from "./post-credentials";
import { useRefusalWords } from "./refusal-words";
import { type LineContext, SignOnContext } from "./sign-on-context";
import { useTellLocks } from "./use-tell-locks";

type TabletSignOnProps = {
  theme?: Theme;
  place: { title: string; detail: string };
  /** Where this tablet stands, for the line under the badge: "L2 Filler, Site A". */
  at: string;
  timeZone: string;
  now: string;
  /** Absent without the network: nobody knows then. */
  context?: LineContext;
  to: string;
  /** The session before ended by itself. */
  ended: boolean;
  /** Asks somebody else than the server: the tablet itself, while there is no network. */
  check?: (badge: string, pin: string) => Promise<{ readonly ok: true } | SignInRefusal>;
};

const PIN_DIGITS = 6;

/** Badge, then PIN, on an enrolled tablet (SEC-05); what runs at the line stays in sight and runs on. A badge scanned at any time starts over with it. */
export function TabletSignOn({ theme, place, at, timeZone, now, context, to, ended, check = checkOnServer }: TabletSignOnProps) {
  const t = useTranslations("signIn");
  const refusalWords = useRefusalWords(timeZone);
  const [badge, setBadge] = useState<string>();
  const [typed, setTyped] = useState("");
  const [pin, setPin] = useState("");
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<SignInRefusal>();
  const online = useOnline();
  useTellLocks();

  function take(next: string | undefined) {
    setBadge(next);
    setTyped("");
    setPin("");
    setRefused(undefined);
  }
  useWedge(take, !busy);
  const takeScanned = useEffectEvent(take);
  useEffect(() => {
    // Scanned on the screen before: it only waits for its PIN.
    const scanned = takeBadge();
    if (scanned !== undefined) queueMicrotask(() => takeScanned(scanned));
  }, []);

  async function submit(entered: string) {
    if (badge === undefined) return;
    setBusy(true);
    const answer = await check(badge, entered);
    // A full load: nothing of whoever was signed on before stays in memory.
    if (answer.ok) return window.location.assign(to);
    setBusy(false);
    setPin("");
    setRefused(answer);
  }

  return (
    <FloorShell theme={theme}>
      <NobodyHeader place={place} connection={online ? "online" : "offline"} timeZone={timeZone} initialNow={now} menu={[{ label: t("withEmail"), href: "/sign-in?way=desk" }]} />
      <FloorMain className="grid gap-x-12 gap-y-6 py-6! portrait:grid-rows-[1fr_auto] landscape:grid-cols-[minmax(0,1fr)_452px] left-hand:landscape:grid-cols-[452px_minmax(0,1fr)] left-hand:landscape:[&>:first-child]:order-last">
        <section aria-label={t("signingOn")} className="flex min-h-0 flex-col">
          {badge === undefined ? (
            <BadgeStep typed={typed} ended={ended} onNext={() => take(typed)} />
          ) : (
            <PinStep badge={badge} at={at} entered={pin.length} onOther={() => take(undefined)} />
          )}
          <p role={refused ? "alert" : "status"} className={`mt-5 flex min-h-7 items-start gap-2 ${refused ? "font-semibold text-down-ink" : "text-ink-2"}`}>
            {refused ? <Glyph shape="down" className="mt-[5px] size-4 flex-none" /> : null}
            <span>{refused ? refusalWords(refused) : busy ? t("checking") : null}</span>
          </p>
          {context === undefined ? null : <SignOnContext context={context} />}
        </section>
        {badge === undefined ? (
          <NumberPad value={typed} onChange={setTyped} maxDigits={12} keepZeros name={t("badgeNumber")} className="portrait:auto-rows-[136px]" />
        ) : (
          <PinPad value={pin} onChange={setPin} onComplete={(entered) => void submit(entered)} busy={busy} length={PIN_DIGITS} className="portrait:auto-rows-[136px]" />
        )}
      </FloorMain>
    </FloorShell>
  );
}

/**
 * Asks the server, and keeps what lets the tablet know this person again when there is no network. Where this screen is still the server's and the network has gone
 * since, the tablet is asked, and goes on with its own pages.
 */
async function checkOnServer(badge: string, pin: string): Promise<{ readonly ok: true } | SignInRefusal> {
  const [answer, mark] = await Promise.all([postCredentials("tablet", { badge, pin }), markOf(badge, pin).catch(() => undefined)]);
  if (answer.ok && mark !== undefined) handMarkOver(mark);
  if (!answer.ok && answer.code === "LOCKED") {
    // Without the means to recognise a badge nobody signs on without the network.
    const tried = await badgeMarkOf(badge).catch(() => undefined);
    if (tried !== undefined) lockHere(tried, new Date());
  }
  const hasPages = navigator.serviceWorker?.controller != null;
  return !answer.ok && answer.code === "UNREACHABLE" && hasPages ? checkHere(badge, pin).catch(() => answer) : answer;
}

function BadgeStep({ typed, ended, onNext }: { typed: string; ended: boolean; onNext: () => void }) {
  const t = useTranslations("signIn");
  const next = useEffectEvent(onNext);
  useEffect(() => {
    // The pad's digits may come from a keyboard; its Enter is the Next key, unless a button has the focus.
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Enter" && !event.defaultPrevented && typed !== "" && !(event.target instanceof HTMLElement && event.target.closest("button, a"))) next();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [typed]);
  return (
    <>
      {ended ? <p className="flex items-center gap-3 rounded border border-line bg-surface px-5 py-4">{t("signedOff")}</p> : null}
      <h1 className="mt-auto mb-2 text-floor-xl leading-[1.1] font-semibold tracking-[-0.02em]">{t("scanBadge")}</h1>
      <p className="text-ink-2">{t("badgeHint")}</p>
      <div className="mt-7 flex gap-4">
        <div
          aria-live="polite"
          className={`flex min-h-(--target-primary) min-w-0 flex-1 items-center gap-5 rounded border-2 px-7 ${typed === "" ? "border-line-strong" : "border-3 border-accent"}`}
        >
          <Icon name="badge" className="size-12 flex-none text-ink-2" />
          <span className="truncate text-floor-2xl font-semibold tracking-[-0.02em]">{typed}</span>
        </div>
        <Key label={t("next")} icon="arrow-right" primary disabled={typed === ""} onClick={onNext} className="w-40 flex-none" />
      </div>
    </>
  );
}

function PinStep({ badge, at, entered, onOther }: { badge: string; at: string; entered: number; onOther: () => void }) {
  const t = useTranslations("signIn");
  return (
    <>
      <div className="flex items-center gap-5 rounded border border-line bg-surface px-5 py-[18px]">
        <span className="grid size-16 flex-none place-items-center rounded-full border-2 border-line-strong">
          <Icon name="badge" className="size-8" />
        </span>
        <span className="min-w-0">
          <b className="block truncate text-floor-lg leading-[1.2] font-semibold">{t("badge", { number: badge })}</b>
          <span className="block truncate">{at}</span>
        </span>
        <SecondKey label={t("notMe")} onClick={onOther} className="ml-auto flex-none" />
      </div>
      <h1 className="mt-auto mb-2 text-floor-xl leading-[1.1] font-semibold tracking-[-0.02em]">{t("enterPin")}</h1>
      <p className="mb-7 text-ink-2">{t("pinHint")}</p>
      <PinDots entered={entered} length={PIN_DIGITS} />
    </>
  );
}

function subscribe(change: () => void): () => void {
  for (const event of ["online", "offline"]) window.addEventListener(event, change);
  return () => {
    for (const event of ["online", "offline"]) window.removeEventListener(event, change);
  };
}

function useOnline(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
}
