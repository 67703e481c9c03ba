import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { Logo } from "@/components/layout/logo";
import { Surface } from "@/components/ui/surface";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";
import { safeReturn } from "@/lib/auth/landing";
import { currentPerson } from "@/lib/edge/require-actor";
import { oidcSettings, signOnScreen, wasTablet } from "@/lib/edge/sign-in";
import { messagesOf } from "@/lib/i18n/messages-of";
import { DeskSignIn } from "./_components/desk-sign-in";
import { FormerTablet } from "./_components/former-tablet";
import { parseRefusal } from "./_components/post-credentials";
import { TabletSignOn } from "./_components/tablet-sign-on";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("title") };
}

type Search = { to?: string | string[]; error?: string | string[]; reason?: string | string[]; way?: string | string[]; switch?: string | string[] };

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** Badge and PIN on an enrolled tablet, e-mail and password everywhere else. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const search = await searchParams;
  const to = safeReturn(one(search.to)) ?? "/";
  const [person, tablet, jar, t, messages] = await Promise.all([currentPerson(), signOnScreen(), cookies(), getTranslations("signIn"), getMessages()]);
  // Whoever is signed in goes on, unless another person takes over.
  if (person !== null && one(search.switch) === undefined && one(search.reason) === undefined) redirect(to);
  const theme = parseTheme(jar.get(THEME_COOKIE)?.value);

  if (tablet !== null && one(search.way) !== "desk") {
    const { device, context } = tablet;
    const { running, units } = context;
    const line = device.workCentreName ?? device.siteName;
    return (
      <NextIntlClientProvider messages={messagesOf(messages, ["floor", "signIn"])}>
        <TabletSignOn
          theme={theme}
          place={{ title: line, detail: `${device.name}, ${device.siteName}` }}
          at={units.length > 0 ? `${units.join(", ")}, ${device.siteName}` : device.siteName}
          timeZone={device.timeZone}
          now={new Date().toISOString()}
          to={to}
          ended={one(search.reason) === "ended"}
          context={{
            running:
              running === null
                ? null
                : {
                    order: running.order,
                    good: running.good.toFixed(),
                    planned: running.planned.toFixed(),
                    uom: running.uom,
                    goodPerHour: running.goodPerHour?.toFixed() ?? null,
                    since: running.runningSince.toISOString(),
                  },
            signedOn: context.signedOn,
          }}
        />
      </NextIntlClientProvider>
    );
  }

  const error = one(search.error);
  const former = tablet === null && (await wasTablet());
  return (
    <Surface theme={theme ?? "light"} className="grid place-items-center p-6">
      {former ? <FormerTablet /> : null}
      <main className="w-full max-w-[26rem]">
        <div className="rounded border border-line bg-surface px-8 pt-7 pb-8">
          <p className="mb-6 flex items-center gap-2.5 text-md font-semibold">
            <Logo />
            Millrace
          </p>
          <h1 className="mb-1 text-xl leading-[1.15] font-semibold tracking-[-0.015em]">{t("title")}</h1>
          <p className="mb-6 text-ink-2">{one(search.reason) === "ended" ? t("ended") : t("about")}</p>
          <NextIntlClientProvider messages={messagesOf(messages, ["signIn"])}>
            <DeskSignIn to={to} singleSignOn={oidcSettings() !== null} refused={error === undefined ? undefined : parseRefusal(error)} />
          </NextIntlClientProvider>
        </div>
        <p className="mt-4 flex justify-between px-1 text-sm text-ink-3">
          {tablet === null ? <Link href="/enrol">{t("enrolHere")}</Link> : <Link href="/sign-in">{t("toBadge")}</Link>}
        </p>
      </main>
    </Surface>
  );
}
