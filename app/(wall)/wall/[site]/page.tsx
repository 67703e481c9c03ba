import type { Metadata } from "next";
import { cookies } from "next/headers";
import { notFound } from "next/navigation";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { Surface } from "@/components/ui/surface";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";
import { floorReader } from "@/lib/edge/floor-reader";
import { requireWatcher } from "@/lib/edge/require-actor";
import { wallScreen } from "@/lib/queries/planner/wall-screen";
import { lineWhereabouts, siteWhereabouts } from "@/lib/queries/whereabouts";
import { WallView } from "./_components/wall-view";

type Props = { params: Promise<{ site: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).site) };
}

/** The lines of a site, or one of them, for a screen on the wall of the hall: nothing to touch, dark unless the address or the device says light. */
export default async function WallPage({ params, searchParams }: Props) {
  const actor = await requireWatcher("plan.read");
  const [{ site }, asked, jar, from] = await Promise.all([params, searchParams, cookies(), floorReader()]);
  const [siteCode, line] = [decodeURIComponent(site), typeof asked.line === "string" ? asked.line : null];
  const screen = await wallScreen(from, actor, siteCode, line);
  if (screen === null) {
    const places = line === null ? siteWhereabouts(from, actor, "plan.read", siteCode) : lineWhereabouts(from, actor, "plan.read", line, siteCode);
    await noteUnseen(actor, "wall.open", line ?? siteCode, await places);
    notFound();
  }
  const theme = parseTheme(typeof asked.theme === "string" ? asked.theme : jar.get(THEME_COOKIE)?.value) ?? "dark";
  return (
    <Surface theme={theme} floor className="h-dvh overflow-hidden">
      <WallView initial={screen} line={line} />
    </Surface>
  );
}
