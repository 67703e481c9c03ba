import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { mappingDetail, type MappingDetail } from "@/lib/edge/mapping-admin";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { channelScope } from "@/lib/queries/admin/channel-scope";
import { WordsEditor } from "./_components/words-editor";

export const metadata: Metadata = { title: "Words" };

/** Their words and ours: what an ERP calls units, work centres, reasons and places, and what nobody here understands yet. */
export default async function WordsPage({ params }: { params: Promise<{ connection: string }> }) {
  const actor = await requireActor("integration.configure");
  const from = reader();
  const { connections } = await channelScope(from, actor, "integration.configure");
  const { connection: code } = await params;
  const connection = connections.find((one) => one.code === code);
  const detail = connection === undefined ? null : await mappingDetail(actor, connection.id);
  if (connection === undefined || detail === null) notFound();
  return (
    <OfficeFrame actor={actor} timeZone={connection.timeZone}>
      <PageHeader title={answer(detail)} sub={`What ${connection.name} calls a thing, and what it is called here. A word without a line means the same on both sides.`}>
        <ButtonLink href="/connections" icon="arrow-left">
          Connections
        </ButtonLink>
      </PageHeader>
      <WordsEditor key={detail.seen} detail={detail} timeZone={connection.timeZone} />
    </OfficeFrame>
  );
}

function answer({ words, lines }: MappingDetail): string {
  const strange = words.filter(({ understood }) => !understood).length;
  if (strange > 0) return `${strange} ${strange === 1 ? "word is" : "words are"} not understood`;
  return lines.length === 0 ? "Both sides use the same words" : `${lines.length} ${lines.length === 1 ? "word differs" : "words differ"}, all are understood`;
}
