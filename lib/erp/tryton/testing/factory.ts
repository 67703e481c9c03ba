import { z } from "zod";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { Http } from "@/lib/erp/http/request";
import type { AdapterMemory, Delivery, ErpAdapter } from "@/lib/erp/port";
import { trytonSystem } from "@/lib/erp/tryton/adapter";
import type { Production } from "@/lib/erp/tryton/api-types";
import { trytonClient, type TrytonClient } from "@/lib/erp/tryton/client";
import { PRODUCTION } from "@/lib/erp/tryton/record-types";
import { findRecords } from "@/lib/erp/tryton/records";
import { decimalOf } from "@/lib/erp/tryton/values";
import type { Words } from "@/lib/erp/words";
import type { TrytonServer } from "./tryton-server";

type Up = Extract<TrytonServer, { kind: "up" }>;
const Quantity = z.object({ id: z.number(), quantity: z.number().transform(decimalOf) });
/** Storage zone, quarantine and scrap of the seeded warehouse. */
export const STO = 3;

/** The seeded factory, looked at past the adapter: as its clerk, who may do everything. */
export type Factory = {
  readonly clerk: TrytonClient;
  adapter(options?: { http?: Http; url?: string; user?: string; settings?: object; words?: Words }): ErpAdapter;
  /** A new released order like the one with that id; answers its number. */
  released(likeId: number): Promise<string>;
  order(number: string): Promise<Production>;
  /** Stock of a lot (or, without one, of an item) in a place, as text. */
  stock(item: string, lot: string | null, place?: number): Promise<string>;
};

/** Opens the factory of a running server. */
export function openFactory({ facts }: Up): Factory {
  const base = { url: facts.url, database: facts.db, timeoutMs: 30_000 };
  const clerk = trytonClient({ ...base, ...facts.admin }, fetchHttp);
  return {
    clerk,
    adapter: ({ http = fetchHttp, url = facts.url, user = facts.user, settings = {}, words } = {}) =>
      trytonSystem.create({ url, database: facts.db, user, site: "PLANT-1", ...settings }, { password: facts.password }, http, words),
    async released(likeId) {
      const [id] = z.array(z.number()).parse(await clerk.call("model.production.copy", [[likeId], { reference: "COPY" }]));
      await clerk.call("model.production.wait", [[id ?? 0]]);
      const found = await findRecords(clerk, PRODUCTION, [["id", "=", id ?? 0]]);
      return found[0]?.number ?? "";
    },
    async order(number) {
      const found = (await findRecords(clerk, PRODUCTION, [["number", "=", number]]))[0];
      if (found === undefined) throw new Error(`no order ${number}`);
      return found;
    },
    async stock(item, lot, place = STO) {
      const context = { locations: [place], skip_lot_sled: true };
      const rows =
        lot === null
          ? await findRecords(clerk, { model: "product.product", fields: ["quantity"], schema: Quantity }, [["code", "=", item]], context)
          : await findRecords(
              clerk,
              { model: "stock.lot", fields: ["quantity"], schema: Quantity },
              [
                ["number", "=", lot],
                ["product.code", "=", item],
              ],
              context,
            );
      return rows.map((row) => row.quantity.toFixed()).join(" and ");
    },
  };
}

/** An outbox row that keeps what the adapter remembers. */
export function outboxRow(original: Delivery["original"] = null): Delivery & { memory: AdapterMemory | null } {
  const row = { memory: null as AdapterMemory | null, original, remember: async (next: AdapterMemory) => void (row.memory = next) };
  return row;
}
