import type { ReactNode } from "react";
import { cookies } from "next/headers";
import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import { FloorShell } from "@/components/layout/floor-shell";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";
import { HAND_COOKIE, parseHand } from "@/lib/client/hand";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { exceptionRoles } from "@/lib/auth/exception-owners";
import { floorReader } from "@/lib/edge/floor-reader";
import { languageOfRequest } from "@/lib/edge/language";
import { signOnOf } from "@/lib/edge/sign-on-of";
import { requireActor, requirePerson } from "@/lib/edge/require-actor";
import { messagesOf } from "@/lib/i18n/messages-of";
import { FloorProvider } from "@/app/(operator)/_components/floor-provider";
import { FLOOR_SUBJECTS } from "@/app/(operator)/_components/subjects";

/** Whether the person comes when called, and may see what runs. */
function mayAnswer(actor: Actor): { readonly answer: boolean; readonly lines: boolean } {
  const answers = sitesWith(actor, "exception.end").some((siteId) => exceptionRoles(actor, siteId).length > 0);
  return { answer: answers, lines: sitesWith(actor, "operation.read").length > 0 };
}

/** Every page of the floor: the permission, the person with the texts of their language, the theme and hand of this tablet, and the queue of its commands. */
export default async function OperatorLayout({ children }: { children: ReactNode }) {
  // Each page asks for what it shows: whoever comes when called sees the calls without seeing what runs.
  const actor = await requireActor();
  const { session } = await requirePerson();
  const [jar, locale, { now }] = await Promise.all([cookies(), languageOfRequest(), floorReader()]);
  const may = { execute: sitesWith(actor, "operation.execute").length > 0, override: sitesWith(actor, "override.approve").length > 0, ...mayAnswer(actor) };
  return (
    <FloorShell theme={parseTheme(jar.get(THEME_COOKIE)?.value)}>
      <NextIntlClientProvider messages={messagesOf(await getMessages(), FLOOR_SUBJECTS)}>
        <FloorProvider
          person={{ accountId: session.accountId, personId: actor.personId, name: actor.name, may, signOn: signOnOf(session) }}
          hand={parseHand(jar.get(HAND_COOKIE)?.value)}
          tablet={session.kind === "TABLET" ? locale : undefined}
          servedAt={now.toISOString()}
        >
          {children}
        </FloorProvider>
      </NextIntlClientProvider>
    </FloorShell>
  );
}
