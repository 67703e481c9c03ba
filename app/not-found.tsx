import { cookies } from "next/headers";
import { NothingHere } from "@/app/_frame/nothing-here";
import { StillSurface } from "@/components/ui/still-surface";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";

/** Outside every frame: there is no such page, or not for this person. */
export default async function NotFound() {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value) ?? "light";
  return (
    <StillSurface theme={theme} className="grid place-items-center p-6">
      <main>
        <NothingHere />
      </main>
    </StillSurface>
  );
}
