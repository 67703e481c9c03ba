import { z } from "zod";
import type { Json } from "@/lib/erp/port";
import { SCRAP } from "./api-types";
import type { Desk } from "./desk";
import { keyDomain, keyValues } from "./our-key";
import { createOne, findOne } from "./records";
import { Refused } from "./refused";
import { findReason } from "./resolve";
import type { Step } from "./steps";

/** Scrap to be posted. `fromProduction`: it never lay in stock, so no stock is asked for. */
export type ScrapOrder = {
  readonly key: string;
  readonly item: string;
  readonly values: () => Promise<Readonly<Record<string, Json>>>;
  /** Reason and key as fields, see `whyValues`. */
  readonly why: Readonly<Record<string, Json>>;
  readonly fromProduction: boolean;
};

/** Why something is scrap, and the key of the record. Looked up before anything is posted. @throws Refused UNKNOWN_REASON. */
export async function whyValues({ client, settings, names }: Desk, key: string, reason: string | null): Promise<Record<string, Json>> {
  // Before 17 scrap had no reasons: the source document says it.
  if (reason === null || names.scrapReasons === null) return keyValues(settings, "origin", key, reason ?? "");
  return { [names.scrapReasons]: [[6, 0, [await findReason(client, reason)]]], ...keyValues(settings, "origin", key) };
}

const Window = z.object({ res_model: z.string() });

/** Makes the scrap record and posts it. A record that Odoo will not post is taken away again. */
export function scrapStep({ client, settings }: Desk, scrap: ScrapOrder): Step {
  const search = () => findOne(client, SCRAP, keyDomain(settings, "origin", scrap.key));
  return {
    name: "scrap",
    async find() {
      const record = await search();
      return record?.state === "done" ? [{ kind: SCRAP.model, number: record.name }] : null;
    },
    async perform() {
      const id = (await search())?.id ?? (await createOne(client, SCRAP.model, { ...(await scrap.values()), ...scrap.why }));
      const answer = await client.call(SCRAP.model, "action_validate", { ids: [id] });
      if (!Window.safeParse(answer).success) return;
      // The window warns that the place has too little of it, which is true of all that comes straight out of production: its button goes on.
      if (scrap.fromProduction) {
        await client.call(SCRAP.model, "do_scrap", { ids: [id] });
        return;
      }
      await client.call(SCRAP.model, "unlink", { ids: [id] });
      throw new Refused("STOCK_SHORT", `Odoo has too little of ${scrap.item} at the place that it was scrapped from.`, JSON.stringify(answer));
    },
  };
}
