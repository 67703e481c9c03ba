import type { Metadata } from "next";
import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getMessages, getTranslations } from "next-intl/server";
import { Logo } from "@/components/layout/logo";
import { Surface } from "@/components/ui/surface";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";
import { thisDevice } from "@/lib/edge/sign-in";
import { messagesOf } from "@/lib/i18n/messages-of";
import { EnrolForm } from "./_components/enrol-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn.enrol"))("title") };
}

/** Turns this browser into an enrolled tablet or wall display with a code that an administrator made (SEC-05). */
export default async function EnrolPage({ searchParams }: { searchParams: Promise<{ code?: string | string[] }> }) {
  const [{ code }, jar, device, t, messages] = await Promise.all([searchParams, cookies(), thisDevice(), getTranslations("signIn.enrol"), getMessages()]);
  const theme = parseTheme(jar.get(THEME_COOKIE)?.value) ?? "light";
  return (
    <Surface theme={theme} className="grid place-items-center p-6">
      <main className="w-full max-w-[26rem] rounded border border-line bg-surface px-8 pt-7 pb-8">
        <p className="mb-6 flex items-center gap-2.5 text-md font-semibold">
          <Logo />
          Millrace
        </p>
        <h1 className="mb-1 text-xl leading-[1.15] font-semibold tracking-[-0.015em]">{t("heading")}</h1>
        <p className="mb-6 text-ink-2">{device === null ? t("afterwards") : t("already", { device: device.name, site: device.siteName })}</p>
        <NextIntlClientProvider messages={messagesOf(messages, ["signIn"])}>
          <EnrolForm code={(Array.isArray(code) ? code[0] : code) ?? ""} />
        </NextIntlClientProvider>
      </main>
    </Surface>
  );
}
