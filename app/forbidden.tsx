import { cookies } from "next/headers";
import { NotForYou } from "@/app/_frame/nothing-here";
import { StillSurface } from "@/components/ui/still-surface";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";

/** Outside every frame: the page exists, but not for this person's roles. */
export default async function Forbidden() {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value) ?? "light";
  return (
    <StillSurface theme={theme} className="grid place-items-center p-6">
      <main>
        <NotForYou />
      </main>
    </StillSurface>
  );
}
