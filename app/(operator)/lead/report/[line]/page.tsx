import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { requireActor } from "@/lib/edge/require-actor";
import { floorReader } from "@/lib/edge/floor-reader";
import { shiftReport } from "@/lib/queries/totals/shift-report";
import { ReportScreen } from "@/app/(operator)/_components/report-screen";

type Props = { params: Promise<{ line: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

const Choice = z.object({ day: z.iso.date().optional().catch(undefined), shift: z.string().optional().catch(undefined) });

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("report"))("title") };
}

/** The report of a shift at a line: the one that runs or ran last, unless another is chosen. */
export default async function ShiftReportPage({ params, searchParams }: Props) {
  const actor = await requireActor("override.approve");
  const line = z.uuid().safeParse((await params).line);
  const report = line.success ? await shiftReport(await floorReader(), actor, line.data, Choice.parse(await searchParams)) : null;
  if (report === null) notFound();
  return <ReportScreen report={report} />;
}
