import type { Metadata } from "next";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { PageHeader } from "@/components/layout/page-header";
import { Age } from "@/components/data/age";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { deviceAdministration } from "@/lib/edge/device-admin";
import { formatDayTime } from "@/lib/format/instant";
import { EnrolDialog } from "./_components/enrol-dialog";
import { KIND_WORDS } from "./_components/kind-words";
import { RevokeButton } from "./_components/revoke-button";

export const metadata: Metadata = { title: "Devices" };

const WEEK_MS = 7 * 24 * 3_600_000;

/** Enrolled tablets and wall displays of the sites, and how to add and remove one (SEC-05). `deviceAdministration` asks for device.manage. */
export default async function DevicesPage() {
  const { actor, list, places, now } = await deviceAdministration();
  const inUse = list.filter((device) => device.revokedAt === null);
  const silent = inUse.filter((device) => device.lastSeenAt === null || now.getTime() - device.lastSeenAt.getTime() > WEEK_MS).length;
  const timeZone = list[0]?.timeZone ?? places[0]?.timeZone ?? "UTC";
  const sites = [...new Map(places.map((place) => [place.siteId, { value: place.siteId, label: `${place.siteCode}, every line` }])).values()];
  const lines = places.flatMap((place) =>
    place.workCentreId === null
      ? []
      : [{ value: `${place.siteId}/${place.workCentreId}`, label: `${place.siteCode}, ${place.line ?? ""} ${place.lineName === place.line ? "" : (place.lineName ?? "")}`.trim() }],
  );
  return (
    <OfficeFrame actor={actor} timeZone={timeZone}>
      <PageHeader
        title={
          inUse.length === 0 ? "No device is enrolled" : `${inUse.length} ${inUse.length === 1 ? "device" : "devices"} in use${silent > 0 ? `, ${silent} silent for a week` : ""}`
        }
        sub="At a tablet people sign on with badge and PIN, for its site and line. A wall display shows them to whoever passes, with nobody signed in."
      >
        <EnrolDialog places={[...sites, ...lines]} timeZone={timeZone} />
      </PageHeader>
      <Panel label="Devices">
        {list.length === 0 ? (
          <EmptyState title="Nothing is enrolled yet">Make a code with “Enrol a device”, and open its link on the tablet, or in the browser of the wall display.</EmptyState>
        ) : (
          <Table caption="Enrolled devices" scroll>
            <thead>
              <tr>
                <Th>Device</Th>
                <Th>Kind</Th>
                <Th>Site</Th>
                <Th>Line</Th>
                <Th>State</Th>
                <Th num>Last seen</Th>
                <Th num>Enrolled</Th>
                <Th unseen>Action</Th>
              </tr>
            </thead>
            <tbody>
              {list.map((device) => (
                <Tr key={device.id} tone={device.revokedAt === null ? "plain" : "quiet"}>
                  <RowHead className="max-w-[22rem] truncate">{device.name}</RowHead>
                  <Td>{KIND_WORDS[device.kind]}</Td>
                  <Td>{device.siteCode}</Td>
                  <Td>{device.line ?? "any"}</Td>
                  <Td>{device.revokedAt === null ? "In use" : `Revoked ${formatDayTime(device.revokedAt.toISOString(), { timeZone: device.timeZone })}`}</Td>
                  <Td num>{device.lastSeenAt === null ? "never" : <Age since={device.lastSeenAt.toISOString()} initialNow={now.toISOString()} />}</Td>
                  <Td num>{formatDayTime(device.enrolledAt.toISOString(), { timeZone: device.timeZone })}</Td>
                  <Td className="text-right">{device.revokedAt === null ? <RevokeButton deviceId={device.id} kind={device.kind} name={device.name} /> : null}</Td>
                </Tr>
              ))}
            </tbody>
          </Table>
        )}
      </Panel>
    </OfficeFrame>
  );
}
