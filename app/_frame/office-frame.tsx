import type { ReactNode } from "react";
import { cookies } from "next/headers";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";
import type { Actor } from "@/lib/auth/actor";
import { landingPage } from "@/lib/auth/landing";
import { GRANTS } from "@/lib/auth/permissions";
import { currentPerson } from "@/lib/edge/require-actor";
import { ChannelBanner } from "./channel-banner";
import { channelNotice } from "./channel-notice";
import { OfficeFrameClient } from "./office-frame-client";
import { OFFICE_NAV } from "./office-nav";
import { OfficeQueries } from "./office-queries";

/**
 * The frame of an office page: bar, navigation by rights, live dot, sign-out, and what is wrong with the channel to the ERPs of the actor's sites. `timeZone` is that of the site whose times the page shows.
 * Pages ask `requireActor(permission)` themselves and hand the actor over.
 */
export async function OfficeFrame({ actor, timeZone, banner, children }: { actor: Actor; timeZone: string; banner?: ReactNode; children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  const notice = await channelNotice(actor);
  const language = (await currentPerson())?.session.language ?? null;
  const permissions = [...new Set(actor.sites.flatMap((site) => site.roles.flatMap((role) => GRANTS[role])))];
  return (
    <OfficeQueries>
      <OfficeFrameClient
        theme={theme}
        nav={OFFICE_NAV}
        permissions={permissions}
        user={{ name: actor.name, scope: actor.sites.map((site) => site.code).join(", ") }}
        homeHref={landingPage(actor) ?? "/"}
        timeZone={timeZone}
        language={language}
        banner={
          <>
            <ChannelBanner notice={notice} />
            {banner}
          </>
        }
      >
        {children}
      </OfficeFrameClient>
    </OfficeQueries>
  );
}
