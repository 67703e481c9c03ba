import type { ReactNode } from "react";
import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import { OfficeQueries } from "@/app/_frame/office-queries";
import { requireWatcher } from "@/lib/edge/require-actor";
import { messagesOf } from "@/lib/i18n/messages-of";

/** What hangs on the wall of a hall: without a frame, in the language of whoever signed in there, else of the browser. */
export default async function WallLayout({ children }: { children: ReactNode }) {
  await requireWatcher();
  return (
    <NextIntlClientProvider messages={messagesOf(await getMessages(), ["calls", "states", "wall"])}>
      <OfficeQueries>{children}</OfficeQueries>
    </NextIntlClientProvider>
  );
}
