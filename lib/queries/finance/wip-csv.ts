import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { siteNames } from "@/lib/queries/planner/sites";
import type { Reader } from "@/lib/queries/reader";
import { toCsv } from "./csv";
import { instantInZone } from "./instant-in-zone";
import type { WipValueAsked } from "./wip-screen";
import { wipAsKnown } from "./wip-as-known";
import { wipNow } from "./wip-now";

const HEADER = [
  "order",
  "site",
  "item",
  "text",
  "quantity",
  "uom",
  "state",
  "operation",
  "operation_state",
  "begun",
  "charged",
  "received",
  "salvage",
  "wip",
  "inventoriable",
  "currency",
  "as_of",
  "as_known",
] as const;
const MOST = 50_000;

/** Every open order with its WIP, as the page that asked shows it, up to 50,000. */
export async function wipCsv(reader: Reader, actor: Actor, asked: WipValueAsked): Promise<string> {
  const sites = await siteNames(reader, sitesWith(actor, "cost.read"));
  const site = sites.find((each) => each.code === asked.site);
  const zone = (site ?? sites[0])?.timeZone ?? "UTC";
  const read = (text: string | undefined) => (text === undefined ? null : instantInZone(text, zone));
  const [t, k] = [read(asked.t), read(asked.k)];
  const [cutOff, known] = [t ?? k ?? reader.now, k ?? reader.now];
  const options = { limit: MOST, ...(site === undefined ? {} : { site: site.code }) };
  const { rows } = t === null && k === null ? await wipNow(reader, actor, options) : await wipAsKnown(reader, actor, { cutOff, known }, options);
  return toCsv(
    HEADER,
    rows.map((row) => [
      row.number,
      row.site,
      row.item,
      row.itemText,
      row.quantity,
      row.uom,
      row.state,
      row.opNo,
      row.opState,
      row.startedAt,
      row.charged,
      row.received,
      row.salvage,
      row.wip,
      row.inventoriable,
      row.currency,
      cutOff.toISOString(),
      known.toISOString(),
    ]),
  );
}
