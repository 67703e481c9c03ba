import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatMoney } from "@/lib/format/money";
import { AGES, type AgeTotal } from "@/lib/queries/finance/wip-row";
import type { WipScreen } from "@/lib/queries/finance/wip-screen";
import type { WipValueParams } from "./wip-params";

function ageWords({ from, to }: (typeof AGES)[number]): string {
  if (to === null) return `Over ${from} days`;
  return from === 0 ? "Under 1 day" : `${from} to ${to} days`;
}

/** How long the money has been lying there: WIP by the age of its orders, site by site. */
export function AgePanel({ screen, params: { locale } }: { screen: WipScreen; params: WipValueParams }) {
  const { wip } = screen;
  const sites = wip.sites.map((site) => site.site);
  const of = (bucket: number, site: string): AgeTotal | undefined => wip.ages.find((age) => age.bucket === bucket && age.site === site);
  const largest = Math.max(1, ...wip.ages.map((age) => Math.abs(Number(age.wip))));
  return (
    <Panel title="By age of the order" note={wip.sites.map((site) => `${site.site} ${site.currency}`).join(", ")}>
      {sites.length === 0 ? (
        <EmptyState title="No order holds value">Once material is issued or time is booked, its cost is here until the order is completed.</EmptyState>
      ) : (
        <Table caption="WIP by age and site">
          <thead>
            <tr>
              <Th>Begun</Th>
              <Th num>Orders</Th>
              {sites.map((site) => (
                <Th key={site} num>
                  {site}
                </Th>
              ))}
            </tr>
          </thead>
          <tbody>
            {AGES.map((age, bucket) => (
              <Tr key={age.from}>
                <RowHead>{ageWords(age)}</RowHead>
                <Td num>{wip.ages.filter((each) => each.bucket === bucket).reduce((count, each) => count + each.orders, 0)}</Td>
                {sites.map((site) => (
                  <Td key={site} num className="relative">
                    {formatMoney(of(bucket, site)?.wip ?? "0", { locale })}
                    <i
                      aria-hidden="true"
                      className="absolute right-4 bottom-0.5 h-1 bg-bar-3"
                      style={{ width: `calc(${Math.abs(Number(of(bucket, site)?.wip ?? 0)) / largest} * (100% - 28px))` }}
                    />
                  </Td>
                ))}
              </Tr>
            ))}
            <Tr total>
              <RowHead>Total</RowHead>
              <Td num>{wip.orders}</Td>
              {wip.sites.map((site) => (
                <Td key={site.site} num>
                  {formatMoney(site.wip, { locale })}
                </Td>
              ))}
            </Tr>
          </tbody>
        </Table>
      )}
    </Panel>
  );
}
