import { Answer } from "@/components/ui/answer";
import { Panel } from "@/components/ui/panel";
import { LoadingRows } from "@/components/ui/skeleton";

/** The reconciliation while it is being read. */
export default function ReconciliationLoading() {
  return (
    <main className="flex min-h-dvh flex-col gap-3.5 bg-canvas px-6 pt-[62px] pb-5 text-ink">
      <Answer>Reconciliation</Answer>
      <Panel title="Comparisons">
        <LoadingRows rows={4} columns={8} label="The comparisons are loading" />
      </Panel>
      <Panel title="Differences">
        <LoadingRows rows={10} columns={10} label="The differences are loading" />
      </Panel>
    </main>
  );
}
