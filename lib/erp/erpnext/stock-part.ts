import type { FrappeClient, Values } from "./client";
import { cancel, findHeld, insertOnce } from "./documents";
import type { Part } from "./part";

/** A stock entry under a key. `values` are made only where it is not there yet. */
export function stockPart(client: FrappeClient, key: string, values: () => Promise<Values>): Part {
  const find = async () => (await findHeld(client, "Stock Entry", key)).live;
  return {
    kind: "Stock Entry",
    find,
    make: () => insertOnce(client, "Stock Entry", key, values),
    async undo() {
      const live = await find();
      if (live !== null) await cancel(client, "Stock Entry", live);
    },
    isGone: async () => (await find()) === null,
  };
}
