import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NextIntlClientProvider } from "next-intl";
import { z } from "zod";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { formatDayTime } from "@/lib/format/instant";
import { CATALOGUES } from "@/lib/i18n/catalogues";
import { messagesOf } from "@/lib/i18n/messages-of";
import { instructionDetail } from "@/lib/queries/quality/instructions";
import { InstructionEditor } from "@/app/(quality)/instructions/_components/instruction-editor";
import { InstructionMoves } from "@/app/(quality)/instructions/_components/instruction-moves";
import { InstructionPreview } from "@/app/(quality)/instructions/_components/instruction-preview";
import { gateWord, operationWords, standing } from "@/app/(quality)/instructions/_components/instruction-words";
import { VersionList } from "@/app/(quality)/instructions/_components/version-list";

export const metadata: Metadata = { title: "Instruction" };

/** One version of an instruction: a draft is written here, beside what the tablet will show; a published one is read, with who has confirmed it. */
export default async function InstructionPage({ params }: { params: Promise<{ instruction: string }> }) {
  const actor = await requireActor("instruction.read");
  const id = z.uuid().safeParse((await params).instruction);
  const row = id.success ? await instructionDetail(reader(), actor, id.data) : null;
  if (row === null) notFound();
  const writes = row.state === "DRAFT" && row.mayWrite;
  const where = [row.item, row.itemText, operationWords(row), row.site].filter((part) => part !== null).join(", ");
  return (
    <>
      <PageHeader title={row.title} sub={`${where}. Version ${row.version}: ${standing(row).toLowerCase()}, holds back ${gateWord(row.gate)}.`}>
        <InstructionMoves row={row} />
      </PageHeader>
      {row.withdrawnReason === null ? null : <p className="text-ink-2">{`Withdrawn: ${row.withdrawnReason}`}</p>}
      {/* The tablet speaks the language of its person; here it is shown in that of the office. */}
      <NextIntlClientProvider locale="en" messages={messagesOf(CATALOGUES.en, ["instructions"])}>
        {writes ? (
          <InstructionEditor key={row.id} row={row} />
        ) : (
          <Panel title="As the tablet shows it" padded>
            <InstructionPreview title={row.title} gate={row.gate} version={row.version} content={row.content} />
          </Panel>
        )}
      </NextIntlClientProvider>
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <VersionList row={row} />
        <Panel title="Confirmed" note={`${row.readers} ${row.readers === 1 ? "person" : "people"}`} className="overflow-x-auto">
          {row.readings.length === 0 ? (
            <EmptyState title="Nobody yet">
              {row.state === "DRAFT" ? "A draft is shown to nobody on the floor." : "Each person confirms it at the tablet, for each order."}
            </EmptyState>
          ) : (
            <Table caption="Who has confirmed it">
              <thead>
                <tr>
                  <Th>Person</Th>
                  <Th>Order</Th>
                  <Th>When</Th>
                </tr>
              </thead>
              <tbody>
                {row.readings.map((one) => (
                  <tr key={`${one.name} ${one.order} ${one.at}`}>
                    <RowHead>{one.name}</RowHead>
                    <Td>{one.order}</Td>
                    <Td>{formatDayTime(one.at, { timeZone: row.timeZone })}</Td>
                  </tr>
                ))}
              </tbody>
            </Table>
          )}
        </Panel>
      </div>
    </>
  );
}
