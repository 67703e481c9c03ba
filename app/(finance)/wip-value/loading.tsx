import { Panel } from "@/components/ui/panel";
import { LoadingRows, Skeleton } from "@/components/ui/skeleton";

/** The shape of the page while WIP is summed. */
export default function WipValueLoading() {
  return (
    <>
      <div className="grid gap-2 py-1">
        <Skeleton className="h-7! w-[24rem] max-w-full" />
        <Skeleton className="w-[36rem] max-w-full" />
      </div>
      <div className="grid gap-4 min-[1100px]:grid-cols-[500px_minmax(0,1fr)]">
        <Panel label="By age of the order">
          <LoadingRows rows={6} columns={3} label="Summing WIP by age" />
        </Panel>
        <Panel label="Over 14 days" padded>
          <Skeleton className="block h-48! w-full" />
        </Panel>
      </div>
      <Panel label="Open orders">
        <LoadingRows rows={10} columns={8} label="Reading open orders" />
      </Panel>
    </>
  );
}
