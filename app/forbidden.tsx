import { cookies } from "next/headers";
import { ButtonLink } from "@/components/ui/button";
import { ForbiddenState } from "@/components/ui/panel-state";
import { Surface } from "@/components/ui/surface";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";

/** The page exists, but not for this person's roles. */
export default async function Forbidden() {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value) ?? "light";
  return (
    <Surface theme={theme} className="grid place-items-center p-6">
      <main>
        <ForbiddenState
          title="This page is not part of your role"
          className="rounded border border-line bg-surface"
          actions={
            <>
              <ButtonLink tone="primary" href="/">
                To your own page
              </ButtonLink>
              <ButtonLink href="/sign-in?switch=1">Sign in as somebody else</ButtonLink>
            </>
          }
        >
          Whoever administers users can give you a role that includes it. That you tried has been noted.
        </ForbiddenState>
      </main>
    </Surface>
  );
}
