import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import { FLOOR_SUBJECTS } from "@/app/(operator)/_components/subjects";
import { isLocale } from "@/lib/i18n/locales";
import { messagesOf } from "@/lib/i18n/messages-of";
import { OfflineFloor } from "./_components/offline-floor";

export const metadata: Metadata = { title: "Millrace" };

/** The floor without a network: an empty page that nobody's session is asked for, filled by the tablet itself (docs/offline.md). */
export default async function OfflinePage({ params }: { params: Promise<{ language: string }> }) {
  const { language } = await params;
  if (!isLocale(language)) notFound();
  return (
    <NextIntlClientProvider locale={language} messages={messagesOf(await getMessages(), [...FLOOR_SUBJECTS, "offline", "signIn"])}>
      <OfflineFloor language={language} />
    </NextIntlClientProvider>
  );
}
