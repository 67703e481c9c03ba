import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { WhichSite } from "@/app/_frame/which-site";
import { lineHref } from "@/lib/client/planner/links";
import { messagesOf } from "@/lib/i18n/messages-of";
import { lineScreen } from "@/lib/queries/planner/line-screen";
import { lineWhereabouts } from "@/lib/queries/whereabouts";
import { LineView } from "./_components/line-view";

type Props = { params: Promise<{ line: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).line) };
}

/** One line: what it does, what stopped it, and what moves because of it, to when. */
export default async function LinePage({ params, searchParams }: Props) {
  const actor = await requireActor("plan.read");
  const { site } = await searchParams;
  const siteCode = typeof site === "string" ? site : null;
  const code = decodeURIComponent((await params).line);
  const places = await lineWhereabouts(reader(), actor, "plan.read", code, siteCode);
  const [place, another] = places.mine;
  if (another !== undefined) return <WhichSite what={`line ${code}`} places={places.mine} href={(each) => lineHref(code, each)} />;
  const screen = place === undefined ? null : await lineScreen(reader(), actor, code, place.code);
  if (screen === null) {
    await noteUnseen(actor, "line.open", code, places);
    notFound();
  }
  return (
    <NextIntlClientProvider messages={messagesOf(await getMessages(), ["unit"])}>
      <LineView siteCode={siteCode} initial={screen} />
    </NextIntlClientProvider>
  );
}
