import { type SQL, sql } from "drizzle-orm";
import { reasonCode } from "@/db/schema/reference";
import type { Locale } from "@/lib/i18n/locales";

/** Who reads names of the plant's own lists in a language; without one, the name that stands where a language has none of its own. */
export type Named = { readonly language?: Locale };

/** The name of a joined reason in the reader's language (UI-12). */
export function reasonName({ language }: Named): SQL<string> {
  return language === undefined ? sql<string>`${reasonCode.name}` : sql<string>`coalesce(${reasonCode.names} ->> ${language}::text, ${reasonCode.name})`;
}

/** The same of a reason that may not be there. */
export function reasonNameOrNull(reader: Named): SQL<string | null> {
  return reasonName(reader);
}
