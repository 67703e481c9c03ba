import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import type { Permission } from "@/lib/auth/permissions";
import type { InstructionContent } from "@/lib/domain/quality/instruction";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const MOST = 500;

const Head = {
  id: z.string(),
  siteId: z.string(),
  site: z.string(),
  timeZone: z.string(),
  itemId: z.string(),
  item: z.string(),
  itemText: z.string().nullable(),
  opNo: z.number(),
  operation: z.string().nullable(),
  version: z.number(),
  title: z.string(),
  gate: z.enum(["NONE", "START", "COMPLETION"]),
  state: z.enum(["DRAFT", "PUBLISHED", "WITHDRAWN"]),
  writtenName: z.string(),
  writtenAt: InstantColumn,
  validFrom: InstantColumn.nullable(),
  validTo: InstantColumn.nullable(),
  /** People who have confirmed it, for whatever order. */
  readers: z.number(),
};

const Line = z.object(Head);
// Written by our own command alone, which checks it.
const Detail = z.object({ ...Head, withdrawnReason: z.string().nullable(), content: z.custom<InstructionContent>() });
const Reading = z.object({ name: z.string(), order: z.string(), at: InstantColumn });
const Place = z.object({ itemId: z.string(), item: z.string(), itemText: z.string().nullable(), opNo: z.number(), operation: z.string(), site: z.string() });

/** A version that counts, or a draft. */
export type InstructionLine = z.infer<typeof Line>;
/** An operation for which an instruction can be written. */
export type InstructionPlace = z.infer<typeof Place>;
/** One version with what it says, the others for the same item and operation, and who has confirmed it last: for those who write, and for auditors. */
export type InstructionDetail = z.infer<typeof Detail> & {
  readonly versions: readonly Pick<InstructionLine, "id" | "version" | "title" | "state" | "validFrom" | "validTo">[];
  readonly readings: readonly z.infer<typeof Reading>[];
  readonly mayWrite: boolean;
};

const HEAD = sql`
  i.id, i.site_id as "siteId", s.code as site, s.time_zone as "timeZone", i.item_id as "itemId", t.code as item, v.description as "itemText", i.op_no as "opNo",
  (select r.name from reference.routing_operation r join reference.routing_version w on w.id = r.routing_version_id
    where w.item_id = i.item_id and r.op_no = i.op_no order by w.valid_from desc limit 1) as operation,
  i.version, i.title, i.gate, i.state, i.written_name as "writtenName", i.written_at as "writtenAt", i.valid_from as "validFrom", i.valid_to as "validTo",
  (select count(distinct a.person_id)::int from quality.instruction_acknowledgement a where a.instruction_id = i.id) as readers`;

const FROM = sql`
  from quality.instruction i
  join reference.site s on s.id = i.site_id
  join reference.item t on t.id = i.item_id
  left join reference.item_version v on v.item_id = t.id and v.valid_to is null`;

/** Who may see what never counted, drafts and those thrown away: whoever works at a machine could take one for what does. */
const DRAFTS: readonly Permission[] = ["instruction.write", "audit.read"];

/** What the reader may see: every version that has counted, and drafts for those who write them and for auditors. */
function visible(actor: Actor): SQL {
  return sql`i.site_id = any (${ids(sitesWith(actor, "instruction.read"))})
    and (i.valid_from is not null or i.site_id = any (${ids(DRAFTS.flatMap((permission) => sitesWith(actor, permission)))}))`;
}

/** Versions that count and drafts, by item and operation, at the sites where the reader may see them. */
export async function instructionLines({ db }: Reader, actor: Actor): Promise<readonly InstructionLine[]> {
  return readRows(
    db,
    Line,
    sql`select ${HEAD} ${FROM} where ${visible(actor)} and i.state in ('DRAFT', 'PUBLISHED') and i.valid_to is null
      order by s.code, t.code, i.op_no, i.version limit ${MOST}`,
  );
}

/** One version, or null when none of the reader's sites has it. */
export async function instructionDetail({ db }: Reader, actor: Actor, id: string): Promise<InstructionDetail | null> {
  const [row] = await readRows(db, Detail, sql`select ${HEAD}, i.withdrawn_reason as "withdrawnReason", i.content ${FROM} where i.id = ${id}::uuid and ${visible(actor)}`);
  if (row === undefined) return null;
  const mayWrite = authorise(actor, "instruction.write", row.siteId);
  // Who has read what is told to those who answer for it, and to auditors.
  const seesPeople = mayWrite || authorise(actor, "audit.read", row.siteId);
  const [versions, readings] = await Promise.all([
    readRows(
      db,
      Line.pick({ id: true, version: true, title: true, state: true, validFrom: true, validTo: true }),
      sql`select i.id, i.version, i.title, i.state, i.valid_from as "validFrom", i.valid_to as "validTo" from quality.instruction i
        where i.item_id = ${row.itemId}::uuid and i.op_no = ${row.opNo} and ${visible(actor)} order by i.version desc limit 50`,
    ),
    !seesPeople
      ? []
      : readRows(
          db,
          Reading,
          sql`select p.name, o.number as order, a.acknowledged_at as at from quality.instruction_acknowledgement a
        join reference.person p on p.id = a.person_id join execution.order_operation q on q.id = a.operation_id join execution.production_order o on o.id = q.order_id
        where a.instruction_id = ${id}::uuid order by a.acknowledged_at desc limit 50`,
        ),
  ]);
  return { ...row, versions, readings, mayWrite };
}

/** Operations of the routings that count, where the reader may write. */
export async function instructionPlaces({ db, now }: Reader, actor: Actor): Promise<readonly InstructionPlace[]> {
  return readRows(
    db,
    Place,
    sql`select t.id as "itemId", t.code as item, v.description as "itemText", r.op_no as "opNo", r.name as operation, s.code as site
      from reference.routing_version w
      join reference.routing_operation r on r.routing_version_id = w.id
      join reference.item t on t.id = w.item_id
      join reference.site s on s.id = w.site_id
      left join reference.item_version v on v.item_id = t.id and v.valid_to is null
      where w.site_id = any (${ids(sitesWith(actor, "instruction.write"))}) and w.status = 'ACTIVE' and w.valid_from <= ${now.toISOString()}::timestamptz
        and (w.valid_to is null or w.valid_to > ${now.toISOString()}::timestamptz)
      order by s.code, t.code, r.op_no limit ${MOST}`,
  );
}
