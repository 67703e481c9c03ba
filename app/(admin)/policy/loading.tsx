import { Answer } from "@/components/ui/answer";
import { Panel } from "@/components/ui/panel";
import { LoadingRows } from "@/components/ui/skeleton";

/** The policy while it is being read. */
export default function PolicyLoading() {
  return (
    <main className="flex min-h-dvh flex-col gap-3.5 bg-canvas px-6 pt-[62px] pb-5 text-ink">
      <Answer>Integration policy</Answer>
      <Panel title="What is told to the ERP">
        <LoadingRows rows={10} columns={8} label="The policy is loading" />
      </Panel>
    </main>
  );
}
