"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { useTranslations } from "next-intl";
import { checkHere } from "@/app/(auth)/sign-in/_components/check-here";
import { TabletSignOn } from "@/app/(auth)/sign-in/_components/tablet-sign-on";
import { FloorProvider } from "@/app/(operator)/_components/floor-provider";
import { RunScreen } from "@/app/(operator)/_components/run-screen";
import { StationScreen } from "@/app/(operator)/_components/station-screen";
import { FloorMain, FloorShell } from "@/components/layout/floor-shell";
import { NobodyHeader } from "@/components/shop-floor/nobody-header";
import { Key } from "@/components/shop-floor/key";
import { EmptyState } from "@/components/ui/panel-state";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";
import { HAND_COOKIE, parseHand, showHand } from "@/lib/client/hand";
import { type OfflinePage, readOffline } from "@/lib/client/offline/read-offline";
import type { Locale } from "@/lib/i18n/locales";
import { useReturn } from "./use-return";

/** What the tablet knows of the page that was asked for, until the network is back: then the server's own page takes its place. */
export function OfflineFloor({ language }: { language: Locale }) {
  const [page, setPage] = useState<OfflinePage>();
  useEffect(() => {
    // The page may have been kept before somebody chose the other one.
    showHand(parseHand(cookie(HAND_COOKIE)));
    void readOffline(window.location, new Date()).then(setPage);
  }, []);
  useReturn(page);
  const turn = useEffectEvent((to: Locale) => navigator.serviceWorker?.controller?.postMessage({ language: to }));
  const speaks = page !== undefined && "person" in page ? page.person.locale : language;
  useEffect(() => {
    if (speaks === language) return;
    // Somebody with another language has signed on: the same page in theirs.
    turn(speaks);
    const soon = setTimeout(() => window.location.reload(), 300);
    return () => clearTimeout(soon);
  }, [speaks, language]);
  if (page === undefined) return <FloorShell>{null}</FloorShell>;
  return <Page page={page} />;
}

function Page({ page }: { page: OfflinePage }) {
  const t = useTranslations("offline");
  const badge = useTranslations("signIn");
  const theme = parseTheme(cookie(THEME_COOKIE));
  if (page.kind === "SIGN_ON") {
    const { own } = page;
    return (
      <TabletSignOn
        theme={theme}
        place={{ title: own?.name ?? t("title"), detail: own?.siteName ?? t("noNetwork") }}
        at={own?.siteName ?? t("title")}
        timeZone={own?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone}
        now={page.now}
        to={page.to}
        ended={false}
        check={checkHere}
      />
    );
  }
  if (page.kind === "MISSING") {
    return (
      <FloorShell theme={theme}>
        <NobodyHeader place={{ title: t("title") }} connection="offline" timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone} initialNow={page.now} />
        <FloorMain className="grid place-content-center">
          <EmptyState
            level={1}
            title={t("missing")}
            actions={<Key label={t("toLines")} icon="arrow-right" layout="row" primary onClick={() => window.location.assign("/station")} className="w-80" />}
          >
            {t("missingDetail")}
          </EmptyState>
        </FloorMain>
      </FloorShell>
    );
  }
  const { person } = page;
  return (
    <FloorShell theme={theme}>
      <FloorProvider
        person={{ accountId: person.accountId, personId: person.personId, name: badge("badge", { number: `••${person.tail}` }), may: person.may, signOn: person.signOn }}
        hand={parseHand(cookie(HAND_COOKIE))}
        unreachable
      >
        {page.kind === "LINES" ? <StationScreen initial={page.lines} now={page.now} /> : <RunScreen initial={page.view} order={page.order} />}
      </FloorProvider>
    </FloorShell>
  );
}

function cookie(name: string): string | undefined {
  return document.cookie.split("; ").flatMap((pair) => (pair.startsWith(`${name}=`) ? [pair.slice(name.length + 1)] : []))[0];
}
