import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { ChipLink } from "@/components/ui/chip";
import { Field } from "@/components/ui/field";
import type { WipScreen } from "@/lib/queries/finance/wip-screen";
import { type WipValueParams, wipValueHref } from "./wip-params";

/** The two instants of a WIP of the past, in the address and in the site's own time; and the filter by site. */
export function AsOfForm({ screen, params }: { screen: WipScreen; params: WipValueParams }) {
  const { asOf, sites, wrong } = screen;
  const error = "Write day and time, such as 01/04/2026 00:00.";
  return (
    <div className="flex flex-wrap items-end gap-x-6 gap-y-2">
      <form method="get" action="/wip-value" className="flex flex-wrap items-end gap-2" aria-label="WIP at an instant">
        <Field label="As of T" name="t" type="datetime-local" defaultValue={asOf?.cutOffWall ?? ""} error={wrong.includes("t") ? error : undefined} />
        <Field
          label="As known K"
          name="k"
          type="datetime-local"
          defaultValue={params.k === undefined ? "" : (asOf?.knownWall ?? "")}
          error={wrong.includes("k") ? error : undefined}
        />
        {params.site === undefined ? null : <input type="hidden" name="site" value={params.site} />}
        {params.asked === undefined ? null : <input type="hidden" name="locale" value={params.asked} />}
        <Button type="submit">Show</Button>
        {asOf === null ? null : <ButtonLink href={wipValueHref(params, { t: undefined, k: undefined })}>Back to now</ButtonLink>}
      </form>
      {sites.length < 2 ? null : (
        <nav aria-label="Site" className="flex flex-wrap gap-2">
          <ChipLink href={wipValueHref(params, { site: undefined })} label="All sites" current={params.site === undefined} />
          {sites.map(({ code }) => (
            <ChipLink key={code} href={wipValueHref(params, { site: code })} label={code} current={params.site === code} />
          ))}
        </nav>
      )}
      <span className="ml-auto">
        <ButtonLink href={wipValueHref(params, {}, "/export")} icon="upload" download>
          Export CSV
        </ButtonLink>
      </span>
    </div>
  );
}
