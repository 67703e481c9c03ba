import { Panel } from "@/components/ui/panel";
import { LoadingRows, Skeleton } from "@/components/ui/skeleton";

/** The shape of the page while the ledger is read. */
export default function CostLoading() {
  return (
    <>
      <div className="grid gap-2 py-1">
        <Skeleton className="h-7! w-[28rem] max-w-full" />
        <Skeleton className="w-[36rem] max-w-full" />
      </div>
      <Panel label="Variance" padded>
        <Skeleton className="block h-56! w-full" />
      </Panel>
      <div className="grid gap-4 min-[1180px]:grid-cols-[500px_minmax(0,1fr)]">
        <Panel label="By element">
          <LoadingRows rows={6} columns={4} label="Reading cost by element" />
        </Panel>
        <Panel label="Source events">
          <LoadingRows rows={8} columns={5} label="Reading source events" />
        </Panel>
      </div>
    </>
  );
}
