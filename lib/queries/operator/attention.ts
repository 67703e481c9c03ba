import "server-only";
import { and, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { needsAttention, orderComponent, orderOperation, productionOrder } from "@/db/schema/execution";
import { equipment, person, reasonCode, site } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { mayBeTakenIn } from "@/lib/domain/execution/attention";
import { reasonName } from "@/lib/queries/reason-name";
import type { FloorReader } from "./floor-reader";

/** An entry of a tablet that could not be taken, with its original data (EX-22). */
export type Attention = {
  readonly id: string;
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Operation as "order / op", and the machine, as far as the entry is about one. */
  readonly operation: string | null;
  readonly unit: string | null;
  /** In which unit the order counts, and in which the material that was entered does; null where the entry is about none that is known. */
  readonly uom: string | null;
  readonly materialUom: string | null;
  /** What the reasons of the entry are called, by code. */
  readonly names: Readonly<Record<string, string>>;
  /** Who tapped. */
  readonly by: string | null;
  readonly happenedAt: string;
  /** Until then it is told to the hand that waits; from then on it is the lead's, if nobody has read it. Null where nobody waited. */
  readonly withHandUntil: string | null;
  readonly timeZone: string;
  /** A lead may take it in at the time at which it really happened. */
  readonly mayBeTakenIn: boolean;
};

/** What makes somebody a lead of a site (§10.1). */
export const LEADS = "override.approve";
/** So many are read at once. */
const ATTENTION_PAGE = 100;
/** Fields of commands that hold a code of the site's lists. */
const REASONS = ["reason", "scrapReason", "reworkReason", "shortCloseReason", "code"] as const;

/** Some of them, and how many there are. */
export type AttentionPage = { readonly rows: readonly Attention[]; readonly total: number };

/** The same for whoever leads somewhere, at their sites. */
export async function attentionPage(reader: FloorReader, actor: Actor, from: number): Promise<AttentionPage> {
  const sites = [...sitesWith(actor, LEADS)];
  return sites.length === 0 ? { rows: [], total: 0 } : attentionOf(reader, sites, from);
}

/**
 * Entries that tablets sent, that were refused and that nobody has settled or read, the latest first; those that are still with the hand as well. `from` of them are passed over,
 * and at most `ATTENTION_PAGE` are read.
 */
export async function attentionOf(reader: FloorReader, sites: readonly string[], from = 0): Promise<AttentionPage> {
  const open = and(inArray(needsAttention.siteId, [...sites]), isNull(needsAttention.settledAt));
  const total = await reader.db.$count(needsAttention, open);
  const rows = await reader.db
    .select({
      id: needsAttention.id,
      siteId: needsAttention.siteId,
      command: needsAttention.command,
      input: needsAttention.input,
      code: needsAttention.code,
      params: needsAttention.params,
      order: productionOrder.number,
      opNo: orderOperation.opNo,
      unit: equipment.name,
      uom: productionOrder.uom,
      materialUom: sql<
        string | null
      >`coalesce(${orderComponent.uom}, (select l.uom from materials.lot l where l.site_id = ${needsAttention.siteId} and l.number = ${needsAttention.input} ->> 'lot' order by l.id limit 1))`,
      by: person.name,
      happenedAt: needsAttention.happenedAt,
      withHandUntil: needsAttention.withHandUntil,
      timeZone: site.timeZone,
    })
    .from(needsAttention)
    .innerJoin(site, eq(site.id, needsAttention.siteId))
    .leftJoin(person, eq(person.id, needsAttention.personId))
    .leftJoin(orderOperation, and(eq(orderOperation.id, idIn("operationId")), eq(orderOperation.siteId, needsAttention.siteId)))
    .leftJoin(orderComponent, and(eq(orderComponent.id, idIn("componentId")), eq(orderComponent.orderId, orderOperation.orderId)))
    .leftJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .leftJoin(equipment, and(eq(equipment.id, sql`coalesce(${idIn("workUnitId")}, ${orderOperation.workUnitId})`), eq(equipment.siteId, needsAttention.siteId)))
    .where(open)
    .orderBy(desc(needsAttention.raisedAt), desc(needsAttention.id))
    .offset(from)
    .limit(ATTENTION_PAGE);
  const names = await namesOf(
    reader,
    sites,
    rows.flatMap(({ input }) => codesIn(input)),
  );
  const listed = rows.map(({ siteId, order, opNo, happenedAt, withHandUntil, ...row }) => ({
    ...row,
    operation: order === null || opNo === null ? null : `${order} / ${opNo}`,
    names: Object.fromEntries(codesIn(row.input).flatMap((code) => (names.has(`${siteId} ${code}`) ? [[code, names.get(`${siteId} ${code}`) ?? code]] : []))),
    mayBeTakenIn: mayBeTakenIn(row),
    happenedAt: happenedAt.toISOString(),
    withHandUntil: withHandUntil?.toISOString() ?? null,
  }));
  return { rows: listed, total };
}

/** The id that an entry names; null where it names none, or something that is no id, for what did not fit its schema is here as well. */
function idIn(field: "operationId" | "componentId" | "workUnitId") {
  const text = sql`${needsAttention.input} ->> ${sql.raw(`'${field}'`)}`;
  return sql`case when ${text} ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (${text})::uuid end`;
}

function codesIn(input: Readonly<Record<string, unknown>>): string[] {
  return REASONS.flatMap((name) => (typeof input[name] === "string" ? [input[name]] : []));
}

/** Names of reasons by site and code, of whatever list. */
async function namesOf(reader: FloorReader, sites: readonly string[], codes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (codes.length === 0) return new Map();
  const rows = await reader.db
    .select({ siteId: reasonCode.siteId, code: reasonCode.code, name: reasonName(reader) })
    .from(reasonCode)
    .where(and(inArray(reasonCode.siteId, [...sites]), inArray(reasonCode.code, [...new Set(codes)])))
    .orderBy(reasonCode.use);
  return new Map(rows.map((row) => [`${row.siteId} ${row.code}`, row.name]));
}
