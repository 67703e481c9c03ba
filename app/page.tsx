import { redirect } from "next/navigation";
import { cookies } from "next/headers";
import { ButtonLink } from "@/components/ui/button-link";
import { EmptyState } from "@/components/ui/panel-state";
import { Surface } from "@/components/ui/surface";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";
import { landingPage } from "@/lib/auth/landing";
import { requireActor } from "@/lib/edge/require-actor";

/** Leads each person to the screen of their role, and says so where a role has none. */
export default async function Home() {
  const actor = await requireActor();
  const page = landingPage(actor);
  if (page !== null) redirect(page);
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value) ?? "light";
  return (
    <Surface theme={theme} className="grid place-items-center p-6">
      <main>
        <EmptyState
          level={1}
          title="You are signed in"
          className="rounded border border-line bg-surface"
          actions={
            <ButtonLink tone="primary" href="/sign-in?switch=1">
              Sign in as somebody else
            </ButtonLink>
          }
        >
          {actor.name} has no role with a screen of its own yet. Whoever administers users can give you one.
        </EmptyState>
      </main>
    </Surface>
  );
}
