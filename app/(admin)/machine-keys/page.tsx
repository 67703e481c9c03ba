import type { Metadata } from "next";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { Age } from "@/components/data/age";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { isMachineScope, MACHINE_SCOPES } from "@/lib/auth/machine-scopes";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { formatDate } from "@/lib/format/instant";
import { machineKeys, type MachineKeyRow } from "@/lib/queries/admin/machine-keys";
import { IssueDialog } from "./_components/issue-dialog";
import { RevokeKeyButton } from "./_components/revoke-key-button";
import { SCOPE_WORDS } from "./_components/scope-words";

export const metadata: Metadata = { title: "Machine keys" };

/** Keys of machine clients: gateways that send telemetry, programs that call the API. */
export default async function MachineKeysPage() {
  const actor = await requireActor("device.manage");
  const from = reader();
  const { keys, sites } = await machineKeys(from, actor);
  const now = from.now.toISOString();
  const timeZone = sites[0]?.timeZone ?? "UTC";
  const working = keys.filter((key) => stateOf(key, now) === "works");
  const unused = working.filter((key) => key.lastUsedAt === null).length;
  return (
    <OfficeFrame actor={actor} timeZone={timeZone}>
      <PageHeader
        title={working.length === 0 ? "No machine has a key" : `${working.length} ${working.length === 1 ? "key works" : "keys work"}${unused > 0 ? `, ${unused} never used` : ""}`}
        sub="A key stands for one program, at the sites and for the scopes that you give it. To rotate, issue a second one and revoke the first."
      >
        <ButtonLink href="/api-docs">What the API offers</ButtonLink>
        <IssueDialog
          sites={sites.map(({ id, code, name }) => ({ value: id, label: name === code ? code : `${code}, ${name}` }))}
          scopes={MACHINE_SCOPES.map((scope) => ({ value: scope, label: SCOPE_WORDS[scope] }))}
        />
      </PageHeader>
      <Panel label="Machine keys">
        {keys.length === 0 ? (
          <EmptyState title="No key was issued yet">
            Gateways need one to send telemetry over HTTP, programs to call the API. MQTT gateways sign in at the broker instead.
          </EmptyState>
        ) : (
          <Table caption="Keys of machine clients">
            <thead>
              <tr>
                <Th>Name</Th>
                <Th>Begins with</Th>
                <Th>Sites</Th>
                <Th>May</Th>
                <Th>State</Th>
                <Th num>Last used</Th>
                <Th num>Issued</Th>
                <Th unseen>Action</Th>
              </tr>
            </thead>
            <tbody>
              {keys.map((key) => (
                <Tr key={key.id} tone={stateOf(key, now) === "works" ? "plain" : "quiet"} className="align-top">
                  <RowHead className="max-w-72 py-2 font-medium break-words">{key.name}</RowHead>
                  <Td className="py-2 whitespace-nowrap text-ink-2">mr_{key.prefix}</Td>
                  <Td className="py-2">
                    {key.sites.join(", ")}
                    {key.mine ? "" : " and others"}
                  </Td>
                  <Td className="py-2">
                    <ul className="grid gap-0.5">
                      {key.scopes.map((scope) => (
                        <li key={scope} title={scope}>
                          {isMachineScope(scope) ? SCOPE_WORDS[scope] : scope}
                        </li>
                      ))}
                    </ul>
                  </Td>
                  <Td className="py-2 whitespace-nowrap">
                    <StateMark row={key} now={now} timeZone={timeZone} />
                  </Td>
                  <Td num className="py-2">
                    {key.lastUsedAt === null ? "never" : <Age since={key.lastUsedAt} initialNow={now} />}
                  </Td>
                  <Td num className="py-2">
                    {formatDate(key.createdAt, { timeZone })}
                  </Td>
                  <Td className="py-1.5 text-right">{key.revokedAt === null && key.mine ? <RevokeKeyButton id={key.id} name={key.name} timeZone={timeZone} /> : null}</Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
    </OfficeFrame>
  );
}

function stateOf({ revokedAt, expiresAt }: MachineKeyRow, now: string): "works" | "expired" | "revoked" {
  if (revokedAt !== null) return "revoked";
  return expiresAt !== null && expiresAt <= now ? "expired" : "works";
}

function StateMark({ row, now, timeZone }: { row: MachineKeyRow; now: string; timeZone: string }) {
  switch (stateOf(row, now)) {
    case "works":
      return <Mark kind="saved">{row.expiresAt === null ? "Works" : `Works until ${formatDate(row.expiresAt, { timeZone })}`}</Mark>;
    case "expired":
      return <Mark kind="warning">{`Expired ${formatDate(row.expiresAt ?? now, { timeZone })}`}</Mark>;
    case "revoked":
      return <Mark kind="info">{`Revoked ${formatDate(row.revokedAt ?? now, { timeZone })}`}</Mark>;
  }
}
