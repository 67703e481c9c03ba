import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { WhichSite } from "@/app/_frame/which-site";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { unitHref } from "@/lib/client/planner/links";
import { messagesOf } from "@/lib/i18n/messages-of";
import { UNIT_PERIODS, unitScreen } from "@/lib/queries/planner/unit-screen";
import { unitWhereabouts } from "@/lib/queries/whereabouts";
import { UnitView } from "./_components/unit-view";

type Props = { params: Promise<{ line: string; unit: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).unit) };
}

/** One work unit: what it does and says now, what runs on it, and what it did in a shift or a day. */
export default async function UnitPage({ params, searchParams }: Props) {
  const actor = await requireActor("stop.read");
  const [{ line, unit }, asked] = await Promise.all([params, searchParams]);
  const period = UNIT_PERIODS.find((one) => one === asked.period) ?? "shift";
  const place = { line: decodeURIComponent(line), unit: decodeURIComponent(unit), siteCode: typeof asked.site === "string" ? asked.site : null };
  const places = await unitWhereabouts(reader(), actor, "stop.read", place);
  const [first, another] = places.mine;
  if (another !== undefined) return <WhichSite what={`machine ${place.unit}`} places={places.mine} href={(each) => unitHref(place.line, place.unit, each)} />;
  const screen = first === undefined ? null : await unitScreen(reader(), actor, { ...place, siteCode: first.code }, period);
  if (screen === null) {
    await noteUnseen(actor, "unit.open", place.unit, places);
    notFound();
  }
  return (
    <NextIntlClientProvider messages={messagesOf(await getMessages(), ["states", "unit"])}>
      {/* Another period is another page: nothing of the one before it is kept. */}
      <UnitView key={`${screen.unit.id} ${period}`} period={period} initial={screen} />
    </NextIntlClientProvider>
  );
}
