import { and, eq } from "drizzle-orm";
import { account } from "@/db/schema/identity";
import type { Locale } from "@/lib/i18n/locales";
import { audit } from "./audit";
import type { AuthContext } from "./context";

/** Keeps the language that a person has chosen, for every tablet and desk at which they sign on from now on (UI-12). */
export async function setLanguage(auth: AuthContext, person: { readonly accountId: string; readonly deviceId: string | null }, language: Locale): Promise<void> {
  const now = auth.clock.now();
  await auth.db.transaction(async (tx) => {
    await tx
      .update(account)
      .set({ locale: language })
      .where(and(eq(account.id, person.accountId), eq(account.active, true)));
    await audit(tx, now, {
      action: "account.language-set",
      subject: person.accountId,
      accountId: person.accountId,
      deviceId: person.deviceId,
      outcome: "DONE",
      detail: { language },
    });
  });
}
