import { cookies } from "next/headers";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/panel-state";
import { Surface } from "@/components/ui/surface";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";

/** There is no such page, or not for this person: the answer is the same on purpose. */
export default async function NotFound() {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value) ?? "light";
  return (
    <Surface theme={theme} className="grid place-items-center p-6">
      <main>
        <EmptyState
          level={1}
          title="There is nothing here"
          className="rounded border border-line bg-surface"
          actions={
            <ButtonLink tone="primary" href="/">
              To the start page
            </ButtonLink>
          }
        >
          The address may be wrong, or what it names belongs to a site that you do not see.
        </EmptyState>
      </main>
    </Surface>
  );
}
