import { Answer } from "@/components/ui/answer";
import { Panel } from "@/components/ui/panel";
import { LoadingRows } from "@/components/ui/skeleton";

/** The control room while its first read is under way. */
export default function MessagesLoading() {
  return (
    <main className="flex min-h-dvh flex-col gap-3.5 bg-canvas px-6 pt-[62px] pb-5 text-ink">
      <Answer>ERP channel</Answer>
      <div className="grid gap-4 xl:grid-cols-2">
        <Panel title="Lanes">
          <LoadingRows rows={8} columns={4} label="Lanes are loading" />
        </Panel>
        <Panel title="Visibility lag, last 24 h">
          <LoadingRows rows={8} columns={6} label="Lag is loading" />
        </Panel>
      </div>
      <Panel title="Messages">
        <LoadingRows rows={8} columns={7} label="Messages are loading" />
      </Panel>
    </main>
  );
}
