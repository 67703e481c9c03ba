import type { Actor } from "./actor";
import type { AuthContext } from "./context";
import { deviceOfId, type EnrolledDevice, findDevice } from "./devices";
import type { Permission } from "./permissions";

/** What a wall display may: read what it shows, at the site for which it was enrolled. It has no person, so that no session of a person ends or stays open on it. */
const SHOWS: readonly Permission[] = ["plan.read", "stop.read"];

/** The wall display that holds this token, as who calls. Null for a tablet, and once it was taken out of use. */
export async function wallActor(auth: AuthContext, token: string): Promise<Actor | null> {
  return asActor(await findDevice(auth, token));
}

/** The same for a display that is connected, looked at again: null once it was taken out of use. */
export async function wallActorAgain(auth: AuthContext, deviceId: string): Promise<Actor | null> {
  return asActor(await deviceOfId(auth, deviceId));
}

function asActor(device: EnrolledDevice | null): Actor | null {
  return device?.kind === "WALL" ? deviceActor(device, SHOWS) : null;
}

/** A device as who calls, at its site alone, whoever is signed on there. */
export function deviceActor(device: EnrolledDevice, permissions: readonly Permission[]): Actor {
  return {
    kind: "MACHINE",
    name: device.name,
    accountId: null,
    personId: null,
    sessionId: null,
    deviceId: device.id,
    machineKeyId: null,
    sites: [{ siteId: device.siteId, code: device.siteCode, roles: [] }],
    permissions,
  };
}
