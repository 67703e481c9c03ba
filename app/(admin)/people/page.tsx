import type { Metadata } from "next";
import { z } from "zod";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { maybe } from "@/app/(admin)/search-params";
import { PageHeader } from "@/components/layout/page-header";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { peopleWithRoles, type PeopleWithRoles, type PersonWithRoles } from "@/lib/queries/admin/people-with-roles";
import { ChangeRole } from "./_components/change-role";
import { PeopleSearch } from "./_components/people-search";
import { ROLE_WORDS } from "./_components/role-words";

export const metadata: Metadata = { title: "People and roles" };

const Params = z.object({ q: maybe(z.string().max(100)) });

/** Who may do what at which site; a change is signed (SEC-12). */
export default async function PeoplePage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const actor = await requireActor("user.manage");
  const { q } = Params.parse(await searchParams);
  const { people, more, sites } = await peopleWithRoles(reader(), actor, q ?? "");
  return (
    <OfficeFrame actor={actor} timeZone={sites[0]?.timeZone ?? "UTC"}>
      <PageHeader title="People and roles" sub="A role counts at one site, from the next request on. Badges, PINs and passwords come from the company file.">
        <PeopleSearch value={q ?? ""} />
      </PageHeader>
      <Panel label="People and roles">
        {people.length === 0 ? (
          <EmptyState title="Nobody is called like that">Look for a part of the name, the e-mail or the number, or empty the line to see everybody.</EmptyState>
        ) : (
          <Table caption="People with their roles">
            <thead>
              <tr>
                <Th>Name</Th>
                <Th>E-mail or number</Th>
                <Th>Roles</Th>
                <Th unseen>Action</Th>
              </tr>
            </thead>
            <tbody>
              {people.map((one) => (
                <Person key={one.accountId} one={one} sites={sites} />
              ))}
            </tbody>
          </Table>
        )}
        {more ? <PanelFoot>{`The first ${people.length} by name. Look for the others above.`}</PanelFoot> : null}
      </Panel>
    </OfficeFrame>
  );
}

function Person({ one, sites }: { one: PersonWithRoles; sites: PeopleWithRoles["sites"] }) {
  return (
    <Tr tone={one.active ? "plain" : "quiet"} className="align-top">
      <RowHead className="max-w-72 py-2 font-medium break-words">
        {one.name}
        {one.active ? "" : ", closed"}
      </RowHead>
      <Td className="py-2 text-ink-2">{[one.email, one.number].filter((each) => each !== null).join(", ")}</Td>
      <Td className="py-2">
        {one.roles.length === 0 ? (
          <span className="text-ink-3">none here</span>
        ) : (
          <ul className="grid gap-0.5">
            {sites.flatMap(({ id, code }) => {
              const held = one.roles.filter((each) => each.siteId === id);
              return held.length === 0 ? [] : [<li key={id}>{`${code}: ${held.map(({ role }) => ROLE_WORDS[role]).join(", ")}`}</li>];
            })}
          </ul>
        )}
      </Td>
      <Td className="py-1.5 text-right">
        <ChangeRole person={one} sites={sites} />
      </Td>
    </Tr>
  );
}
