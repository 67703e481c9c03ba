import type { Metadata } from "next";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { openApi } from "@/app/api/v1/_api/openapi";
import { list, object, text } from "@/app/api/v1/_api/json";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/panel";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { siteNames } from "@/lib/queries/planner/sites";
import { Begin } from "./_components/begin";
import { Operation } from "./_components/operation";
import { SchemaTable } from "./_components/schema-table";
import { anchorOf, readOperations } from "./_components/read-document";

export const metadata: Metadata = { title: "API" };

/** The public API as a page: the same document that programs read, in words and tables. */
export default async function ApiDocsPage() {
  const actor = await requireActor();
  const [first] = await siteNames(
    reader(),
    actor.sites.map((site) => site.siteId),
  );
  const document = openApi();
  const groups = list(document.tags).map((tag) => text(object(tag).name));
  const operations = readOperations(document);
  const schemas = Object.entries(object(object(document.components).schemas)).toSorted(([a], [b]) => a.localeCompare(b));
  return (
    <OfficeFrame actor={actor} timeZone={first?.timeZone ?? "UTC"}>
      <PageHeader title="What programs can ask and record" sub={text(object(document.info).description)}>
        <ButtonLink href="/api/v1/openapi.json" download>
          OpenAPI 3.1 document
        </ButtonLink>
      </PageHeader>
      <div className="grid items-start gap-4 lg:grid-cols-[232px_minmax(0,1fr)]">
        <nav aria-label="Addresses" className="sticky top-[62px] max-h-[calc(100dvh-80px)] overflow-auto rounded border border-line bg-surface px-4 py-3 max-lg:hidden">
          <a href="#begin" className="flex min-h-7 items-center font-semibold text-ink no-underline hover:underline">
            How to begin
          </a>
          {groups.map((group) => (
            <div key={group} className="mt-3">
              <p className="text-xs font-medium text-ink-3">{group}</p>
              <ul>
                {operations
                  .filter((operation) => operation.group === group)
                  .map((operation) => (
                    <li key={operation.id}>
                      <a href={`#${operation.id}`} className="flex min-h-7 items-center text-sm break-all text-ink-2 no-underline hover:text-ink hover:underline">
                        {operation.path.replace("/api/v1", "").replace("/commands/", "")}
                      </a>
                    </li>
                  ))}
              </ul>
            </div>
          ))}
          <p className="mt-3 text-xs font-medium text-ink-3">Shared schemas</p>
          <ul>
            {schemas.map(([name]) => (
              <li key={name}>
                <a href={`#${anchorOf(name)}`} className="flex min-h-7 items-center text-sm text-ink-2 no-underline hover:text-ink hover:underline">
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div className="grid min-w-0 gap-4">
          <Begin />
          {groups.map((group) => (
            <section key={group} aria-label={group} className="grid gap-4">
              <h2 className="mt-2 text-lg font-semibold">{group}</h2>
              {operations
                .filter((operation) => operation.group === group)
                .map((operation) => (
                  <Operation key={operation.id} operation={operation} />
                ))}
            </section>
          ))}
          <section aria-label="Shared schemas" className="grid gap-4">
            <h2 className="mt-2 text-lg font-semibold">Shared schemas</h2>
            {schemas.map(([name, schema]) => (
              <div key={name} id={anchorOf(name)} className="scroll-mt-14">
                <Panel title={name} note={text(object(schema).description)}>
                  <SchemaTable schema={object(schema)} caption={`Fields of ${name}`} />
                </Panel>
              </div>
            ))}
          </section>
        </div>
      </div>
    </OfficeFrame>
  );
}
