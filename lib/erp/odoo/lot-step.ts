import type { Desk } from "./desk";
import { lotId, makeLot } from "./resolve";
import type { Step } from "./steps";

/** Makes a lot unless it is there. */
export function lotStep({ client, settings }: Desk, productId: number, lot: string, expiresAt: string | null): Step {
  return {
    name: "lot",
    find: async () => ((await lotId(client, productId, lot)) === undefined ? null : []),
    perform: async () => void (await makeLot(client, settings, productId, lot, expiresAt)),
  };
}
