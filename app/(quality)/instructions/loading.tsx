import { Panel } from "@/components/ui/panel";
import { LoadingRows } from "@/components/ui/skeleton";

/** The instructions while they are being read. */
export default function InstructionsLoading() {
  return (
    <Panel title="Instructions">
      <LoadingRows rows={6} columns={7} label="The instructions are loading" />
    </Panel>
  );
}
