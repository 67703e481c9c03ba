import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { formatTime } from "@/lib/format/instant";
import type { WipScreen } from "@/lib/queries/planner/wip-screen";
import { wipHref, type WipParams } from "@/lib/client/planner/wip-params";

/** No order fits: why that is so, and the way on. */
export function EmptyBoard({ screen, params }: { screen: WipScreen; params: WipParams }) {
  const filtered = params.site !== null || params.dueDays !== null || params.search !== "";
  const hidden = !params.created && screen.created > 0 && params.search === "";
  const sites = screen.sites.map((site) => site.name).join(" and ");
  const timeZone = screen.scope[0]?.timeZone ?? "UTC";
  return (
    <Panel label="Orders by operation" className="xl:h-full">
      <EmptyState
        title={params.search !== "" ? `No open order fits “${params.search}”` : `No order is released for ${sites === "" ? "your sites" : sites}`}
        className="xl:pt-24"
        actions={
          <>
            {hidden ? (
              <ButtonLink tone="primary" href={wipHref(params, { created: true })}>
                {screen.created === 1 ? "Show the created order" : `Show the ${screen.created} created orders`}
              </ButtonLink>
            ) : null}
            {filtered ? <ButtonLink href="/wip">Clear the filter</ButtonLink> : null}
          </>
        }
      >
        {hidden ? `The ERP has ${screen.created} ${screen.created === 1 ? "order that is" : "orders that are"} created but not released. ` : ""}
        Orders appear here within a minute of their release.
        {screen.lastOrderMessageAt === null ? " No order message has come yet." : ` The last order message came at ${formatTime(screen.lastOrderMessageAt, { timeZone })}.`}
      </EmptyState>
    </Panel>
  );
}
