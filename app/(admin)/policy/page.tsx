import type { Metadata } from "next";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { policies, type PolicyRow } from "@/lib/queries/admin/policies";
import { PolicyTable } from "./_components/policy-table";

export const metadata: Metadata = { title: "Policy" };

/** Which message goes when: at once or in batches, how fast it must be there, or not at all (domain §8.1). */
export default async function PolicyPage() {
  const actor = await requireActor("integration.configure");
  const rows = await policies(reader(), actor);
  const told = rows.filter(({ direction }) => direction === "OUT");
  const heard = rows.filter(({ direction }) => direction === "IN");
  return (
    <OfficeFrame actor={actor} timeZone={rows[0]?.timeZone ?? "UTC"}>
      <PageHeader
        title={answer(rows)}
        sub="What must be acted on now travels as an event; what is only ever read as a total may travel in batches. A change counts at once, also for what waits."
      >
        <ButtonLink href="/messages">Messages</ButtonLink>
      </PageHeader>
      {rows.length === 0 ? (
        <Panel label="Integration policy">
          <EmptyState title="There is no policy at your sites yet">It comes with the connection of an ERP, which is added under Connections.</EmptyState>
        </Panel>
      ) : (
        <>
          <PolicyTable title="What is told to the ERP" rows={told} />
          <PolicyTable title="What is heard from the ERP" rows={heard} />
        </>
      )}
    </OfficeFrame>
  );
}

function answer(rows: readonly PolicyRow[]): string {
  if (rows.length === 0) return "No ERP is connected, so there is no policy";
  const off = rows.filter(({ enabled }) => !enabled).length;
  const changed = rows.filter((row) => row.changed).length;
  if (off > 0) return `${off} of ${rows.length} lines ${off === 1 ? "is" : "are"} switched off`;
  return changed === 0 ? "Every message goes as shipped" : `${changed} of ${rows.length} lines ${changed === 1 ? "differs" : "differ"} from what is shipped`;
}
