"use client";

import { useRouter } from "next/navigation";
import { ChipLink } from "@/components/ui/chip";
import { Menu, type MenuItem } from "@/components/ui/menu";
import { formatWeekday } from "@/lib/format/instant";
import type { SiteName } from "@/lib/queries/planner/sites";
import { SearchBox } from "@/components/ui/search-box";
import { wallHref } from "@/lib/client/planner/links";
import { DUE_DAYS, SORTS, wipHref, type WipParams } from "@/lib/client/planner/wip-params";

/** What the board shows; every choice is in the address, so that a board can be sent and kept. */
export function FilterBar({ params, scope, asOf }: { params: WipParams; scope: readonly SiteName[]; asOf: string }) {
  const router = useRouter();
  const timeZone = scope[0]?.timeZone ?? "UTC";
  const until = (days: number) => formatWeekday(new Date(Date.parse(asOf) + days * 86_400_000).toISOString(), { timeZone });
  const dueLabel = (days: number | null) => (days === null ? "any day" : days === 7 ? "within a week" : `to ${until(days)}`);
  const dueItems: MenuItem[] = [null, ...DUE_DAYS].map((days) => ({ label: dueLabel(days), href: wipHref(params, { dueDays: days }) }));
  return (
    <>
      <SearchBox label="Order, item or machine" value={params.search} onSearch={(search) => router.replace(wipHref(params, { search }), { scroll: false })} />
      {scope.length > 1 ? (
        <Choice
          label="Sites"
          value={params.site ?? scope.map((site) => site.code).join(", ")}
          items={[{ label: "All sites", href: wipHref(params, { site: null }) }, ...scope.map((site) => ({ label: site.name, href: wipHref(params, { site: site.code }) }))]}
        />
      ) : null}
      <Choice label="Due" value={dueLabel(params.dueDays)} items={dueItems} />
      <Choice
        label="Sort"
        value={params.sort}
        items={SORTS.map((sort) => ({ label: sort === "impact" ? "by impact" : sort === "due" ? "by due date" : "by order number", href: wipHref(params, { sort }) }))}
      />
      <ChipLink label="Table" href={wipHref(params, { view: params.view === "table" ? "board" : "table" })} current={params.view === "table"} />
      <ChipLink label="Wall" href={params.site === null ? "/wall" : wallHref(params.site)} />
    </>
  );
}

function Choice({ label, value, items }: { label: string; value: string; items: readonly MenuItem[] }) {
  return (
    <span className="rounded border border-line-strong bg-raised text-sm">
      <Menu
        label={`${label} ${value}`}
        items={items}
        trigger={
          <span className="inline-flex gap-1.5 pl-1">
            {label} <b className="max-w-32 truncate">{value}</b>
          </span>
        }
      />
    </span>
  );
}
