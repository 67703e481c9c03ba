import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "@/lib/edge/require-actor";
import { floorReader } from "@/lib/edge/floor-reader";
import { stationLines } from "@/lib/queries/operator/station-lines";
import { callsInstead } from "@/app/(operator)/calls-instead";
import { StationScreen } from "@/app/(operator)/_components/station-screen";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("station"))("title") };
}

/** The lines of the tablet's site: what runs where, and where something could start. */
export default async function StationPage() {
  await callsInstead();
  const actor = await requireActor("operation.read");
  const from = await floorReader();
  return <StationScreen initial={await stationLines(from, actor)} now={from.now.toISOString()} />;
}
