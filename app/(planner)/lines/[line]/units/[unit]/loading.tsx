import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { LoadingRows, Skeleton } from "@/components/ui/skeleton";

/** The page's shape while it is read. */
export default function UnitLoading() {
  return (
    <>
      <PageHeader title={<Skeleton className="w-64" />} />
      <div className="h-40 rounded border border-line bg-surface p-4">
        <Skeleton className="w-1/3" />
      </div>
      <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <Panel label="Parameters">
          <LoadingRows rows={10} />
        </Panel>
        <Panel label="On it now">
          <LoadingRows rows={6} />
        </Panel>
      </div>
    </>
  );
}
