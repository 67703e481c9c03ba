import type { Actor } from "./actor";
import type { AuthContext } from "./context";
import { findDevice } from "./devices";
import { deviceActor } from "./wall-actor";

/** The tablet that holds this token, as who calls, whoever is signed on there: it may nothing by itself. Null for a wall display, and once it was taken out of use. */
export async function tabletActor(auth: AuthContext, token: string): Promise<Actor | null> {
  const device = await findDevice(auth, token);
  return device?.kind === "TABLET" ? deviceActor(device, []) : null;
}
