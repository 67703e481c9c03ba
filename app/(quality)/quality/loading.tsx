import { Panel } from "@/components/ui/panel";
import { LoadingRows } from "@/components/ui/skeleton";

/** The quality desk while it is being read. */
export default function QualityLoading() {
  return (
    <Panel title="Nonconformances">
      <LoadingRows rows={6} columns={7} label="The quality desk is loading" />
    </Panel>
  );
}
