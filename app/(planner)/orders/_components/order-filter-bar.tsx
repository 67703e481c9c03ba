"use client";

import { useRouter } from "next/navigation";
import { ChipLink } from "@/components/ui/chip";
import type { OrderFilter } from "@/lib/queries/planner/order-list";
import type { SiteName } from "@/lib/queries/planner/sites";
import { SearchBox } from "@/components/ui/search-box";
import { ordersHref } from "@/lib/client/planner/order-params";

/** Which orders; in the address. */
export function OrderFilterBar({ filter, scope }: { filter: OrderFilter; scope: readonly SiteName[] }) {
  const router = useRouter();
  return (
    <>
      <SearchBox label="Order, item or machine" value={filter.search} onSearch={(search) => router.replace(ordersHref(filter, { search }), { scroll: false })} />
      <ChipLink label="Open" href={ordersHref(filter, { show: "open" })} current={filter.show === "open"} />
      <ChipLink label="Finished" href={ordersHref(filter, { show: "done" })} current={filter.show === "done"} />
      <ChipLink label="All" href={ordersHref(filter, { show: "all" })} current={filter.show === "all"} />
      {scope.length > 1
        ? scope.map((site) => (
            <ChipLink key={site.id} label={site.name} href={ordersHref(filter, { site: filter.site === site.code ? null : site.code })} current={filter.site === site.code} />
          ))
        : null}
    </>
  );
}
