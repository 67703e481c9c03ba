import "server-only";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import type { Reader } from "@/lib/queries/reader";
import { type LotHead, lotHeads, lotsByNumber } from "@/lib/queries/trace/lot-head";
import { walkGenealogy, type WalkedEdge } from "@/lib/queries/trace/walk-genealogy";
import { sql } from "drizzle-orm";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, readRows } from "@/lib/queries/reader";
import { ApiDecimal, ApiId, ApiInstant } from "./columns";

/** A lot as the API tells it. */
export const ApiLot = z
  .object({
    id: ApiId,
    site: z.string(),
    number: z.string(),
    item: z.string(),
    itemText: z.string(),
    uom: z.string(),
    origin: z.enum(["PURCHASED", "PRODUCED"]),
    status: z.enum(["PENDING", "RELEASED", "ON_HOLD", "REJECTED", "RECALLED"]).meta({ description: "The most restrictive of the ERP's and the plant's status" }),
    onHand: ApiDecimal,
    held: ApiDecimal.meta({ description: "EX-14: of it what holds of pieces of the lot hold, whatever its status is" }),
    supplier: z.string().nullable(),
    supplierLot: z.string().nullable(),
    madeAt: ApiInstant.nullable(),
    receivedAt: ApiInstant.nullable(),
    expiresAt: ApiInstant.nullable(),
    order: z.string().nullable().meta({ description: "Order that made it" }),
  })
  .meta({ id: "Lot" });

const Node = z.object({ kind: z.enum(["LOT", "ORDER"]), id: ApiId, number: z.string().nullable() });

/** One uninterrupted step of the material; what was taken back is not among them. */
export const ApiEdge = z
  .object({
    kind: z.enum(["CONSUME", "PRODUCE", "SPLIT", "MERGE", "PACK"]),
    from: Node,
    to: Node,
    quantity: ApiDecimal,
    uom: z.string(),
    fromAt: ApiInstant,
    toAt: ApiInstant.nullable().meta({
      description: "Of a lot that was scanned in: when the next lot of its item came to that work unit, or the run ended; null while it still feeds the operation",
    }),
    operation: z.number().int().nullable(),
    workUnit: z.string().nullable(),
    operators: z.array(z.string()).meta({ description: "Person numbers" }),
  })
  .meta({ id: "GenealogyEdge" });

const Walk = z.object({ edges: z.array(ApiEdge), cut: z.boolean().meta({ description: "True when there is more than one walk reads" }) });

/** Where a lot came from and where it went. */
export const ApiGenealogy = z.object({ lot: ApiLot, back: Walk.optional(), forward: Walk.optional() }).meta({ id: "Genealogy" });

export const LotQuery = z.object({
  site: z.string().optional().meta({ description: "Site code, when the number exists at several" }),
  item: z.string().optional().meta({ description: "Item, when several have a lot of this number" }),
});
export const GenealogyQuery = LotQuery.extend({ direction: z.enum(["back", "forward", "both"]).default("both") });

/** Lots of that very number. The internal number comes before a supplier's. */
export async function apiLots(reader: Reader, actor: Actor, number: string, { site, item }: z.infer<typeof LotQuery>): Promise<z.infer<typeof ApiLot>[]> {
  const found = await lotsByNumber(reader, actor, number);
  const own = found.filter((lot) => lot.number === number);
  const codes = await siteCodes(reader, actor);
  return (own.length > 0 ? own : found).map((lot) => toApi(lot, codes)).filter((lot) => (site === undefined || lot.site === site) && (item === undefined || lot.item === item));
}

/** Edges in the asked directions over all levels; foreign lots are not among them (SEC-02). */
export async function apiGenealogy(reader: Reader, actor: Actor, lot: z.infer<typeof ApiLot>, direction: "back" | "forward" | "both"): Promise<z.infer<typeof ApiGenealogy>> {
  const [back, forward] = await Promise.all([
    direction === "forward" ? null : walkGenealogy(reader, actor, lot.id, "back"),
    direction === "back" ? null : walkGenealogy(reader, actor, lot.id, "forward"),
  ]);
  const edges = [...(back?.edges ?? []), ...(forward?.edges ?? [])];
  const numbers = await numbersOf(reader, actor, edges);
  const walk = (walked: typeof back) => (walked === null ? {} : { edges: walked.edges.map((edge) => toEdge(edge, numbers)), cut: walked.cut });
  return { lot, ...(back === null ? {} : { back: Walk.parse(walk(back)) }), ...(forward === null ? {} : { forward: Walk.parse(walk(forward)) }) };
}

function toApi({ siteId, timeZone: _zone, decimals: _decimals, site: _name, ...lot }: LotHead, codes: ReadonlyMap<string, string>): z.infer<typeof ApiLot> {
  return { ...lot, site: codes.get(siteId) ?? "" };
}

function toEdge({ from, to, opNo, kind, quantity, uom, fromAt, toAt, workUnit, operators }: WalkedEdge, numbers: ReadonlyMap<string, string>) {
  const node = (key: WalkedEdge["from"]) => ({
    kind: key.startsWith("LOT") ? ("LOT" as const) : ("ORDER" as const),
    id: key.slice(key.indexOf(" ") + 1),
    number: numbers.get(key) ?? null,
  });
  return { kind, from: node(from), to: node(to), quantity, uom, fromAt, toAt, operation: opNo, workUnit, operators: [...operators] };
}

async function siteCodes({ db }: Reader, actor: Actor): Promise<ReadonlyMap<string, string>> {
  const rows = await readRows(db, z.object({ id: z.string(), code: z.string() }), sql`select id, code from reference.site where id = any (${ids(sitesWith(actor, "trace.read"))})`);
  return new Map(rows.map(({ id, code }) => [id, code]));
}

/** Numbers of the lots and orders that these edges join. */
async function numbersOf(reader: Reader, actor: Actor, edges: readonly WalkedEdge[]): Promise<ReadonlyMap<string, string>> {
  const keys = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const of = (kind: "LOT" | "ORDER") => [...keys].filter((key) => key.startsWith(kind)).map((key) => key.slice(kind.length + 1));
  const [lots, orders] = await Promise.all([
    lotHeads(reader, actor, of("LOT")),
    readRows(
      reader.db,
      z.object({ id: z.string(), number: z.string() }),
      sql`select id, number from execution.production_order where id = any (${ids(of("ORDER"))}) and site_id = any (${ids(sitesWith(actor, "trace.read"))})`,
    ),
  ]);
  return new Map([...lots.map((lot) => [`LOT ${lot.id}`, lot.number] as const), ...orders.map((order) => [`ORDER ${order.id}`, order.number] as const)]);
}
