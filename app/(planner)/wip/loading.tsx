import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { LoadingRows, Skeleton } from "@/components/ui/skeleton";

/** The board's shape while it is read. */
export default function WipLoading() {
  return (
    <>
      <PageHeader title="Live WIP" />
      <div className="h-31 rounded border border-line bg-surface p-4">
        <Skeleton className="w-1/3" />
      </div>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <Panel label="Orders by operation">
          <LoadingRows rows={12} columns={6} />
        </Panel>
        <Panel label="Exceptions by impact">
          <LoadingRows rows={5} />
        </Panel>
      </div>
    </>
  );
}
