import type { LotHeldV1, LotReleasedV1 } from "@/lib/messages/lot-held.v1";
import { Batch } from "./api-types";
import { parse } from "./client";
import type { Context } from "./context";
import { isDuplicate } from "./documents";
import type { Part } from "./part";
import { Refused } from "./refused";

/** A hold disables the batch, a release enables it unless something else still stands against the lot. ERPNext holds a batch or does not: where quality holds a part, it is all of it. */
export function lotPart({ client }: Context, { type, data }: LotHeldV1 | LotReleasedV1): Part {
  const { lot, item } = data;
  const disabled = type === "mes.lot.held.v1" || data.status !== "RELEASED" || data.stillHeld !== undefined;

  async function batch(): Promise<Batch | null> {
    const found = await client.read("Batch", lot);
    if (found === null) return null;
    const known = parse(Batch, found, `Batch ${lot}`);
    if (known.item !== item) throw new Refused("LOT_OF_ANOTHER_ITEM", `Batch ${lot} belongs to ${known.item} in ERPNext, not to ${item}.`);
    return known;
  }

  async function make(): Promise<string> {
    if ((await batch()) !== null) {
      await client.update("Batch", lot, { disabled: disabled ? 1 : 0 });
      return lot;
    }
    try {
      // Held before it came into stock: the batch is made disabled, so that it is when it comes.
      return await client.insert("Batch", { batch_id: lot, item, disabled: 1 });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      await client.update("Batch", lot, { disabled: 1 });
      return lot;
    }
  }

  return {
    kind: "Batch",
    async find() {
      const known = await batch();
      return (known?.disabled ?? false) === disabled ? lot : null;
    },
    make,
    undo: async () => undefined,
    isGone: async () => true,
  };
}
