import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import type { Place } from "@/lib/queries/whereabouts";

/** Several of the person's sites have a thing of that number: which one is meant is theirs to say. */
export function WhichSite({ what, places, href }: { what: string; places: readonly Place[]; href: (siteCode: string) => string }) {
  return (
    <>
      <PageHeader title={`Which site’s ${what}?`} sub={`A number is unique within a site only, and ${places.length} of your sites have this one.`} />
      <Panel label="Sites" padded>
        <ul className="grid gap-1">
          {places.map((place) => (
            <li key={place.siteId}>
              <Link href={href(place.code)} className="inline-flex min-h-9 items-center text-accent underline underline-offset-3">
                {place.name === place.code ? place.code : `${place.code}, ${place.name}`}
              </Link>
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
