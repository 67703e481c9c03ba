import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { channelScope } from "@/lib/queries/admin/channel-scope";
import { DryRun } from "./_components/dry-run";

export const metadata: Metadata = { title: "Dry run" };

/** What a load from an ERP would do, before it does it. */
export default async function LoadPage({ params, searchParams }: { params: Promise<{ connection: string }>; searchParams: Promise<{ from?: string | string[] }> }) {
  const actor = await requireActor("integration.configure");
  const { connections } = await channelScope(reader(), actor, "integration.configure");
  const [{ connection: code }, { from }] = await Promise.all([params, searchParams]);
  const connection = connections.find((one) => one.code === code);
  if (connection === undefined || !connection.whole) notFound();
  return (
    <OfficeFrame actor={actor} timeZone={connection.timeZone}>
      <PageHeader
        title={`What would a load from ${connection.name} do?`}
        sub="Its changes are read and tried by the same rules that apply them, and everything is undone again: nothing is stored, nobody is told."
      >
        <ButtonLink href="/connections" icon="arrow-left">
          Connections
        </ButtonLink>
      </PageHeader>
      <DryRun connectionId={connection.id} name={connection.name} timeZone={connection.timeZone} first={connection.readAt === null || from === "start" ? "START" : "CURSOR"} />
    </OfficeFrame>
  );
}
