import "server-only";
import { and, asc, eq, inArray, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { command, event } from "@/db/schema/eventlog";
import { orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { equipment, item, itemVersion, person } from "@/db/schema/reference";
import { flagIn, numberIn, textIn } from "./exception-detail";
import type { FloorReader } from "./floor-reader";
import { type CounterSuspect, type MismatchSuspect, suspectCounts } from "./suspect-counts";

/** Quantities of an entry, in the order's unit. */
type Amounts = { readonly good: string; readonly scrap: string; readonly rework: string };

/** What was entered, by whom, at which operation ("order / op") of which order, and at which machine, as far as it is about one. */
type Entered = { readonly by: string | null; readonly order: string | null; readonly operation: string | null; readonly unit: string | null; readonly entry: Amounts | null };

const LateEntry = z.object({ operation: z.string(), at: z.string(), good: z.string(), scrap: z.string(), rework: z.string() });
type LateEntry = z.infer<typeof LateEntry>;
const LateLot = z.object({ lot: z.string(), item: z.string(), on: z.boolean(), at: z.string(), entries: z.array(LateEntry) });

/** What an entry that was accepted for review, time that cannot be right, or a badge that wrong PINs have locked is about. Instants as ISO text. */
export type Suspect =
  | ({ readonly kind: "TIME"; readonly command: string; readonly claimed: string; readonly recorded: string } & Entered)
  | ({ readonly kind: "FLOW"; readonly at: string } & Entered)
  /** EX-21: a lot that was put on its machine (`on`) or taken off it, told after these entries ("order / op") of a later time. */
  | { readonly kind: "LOT"; readonly lot: string; readonly item: string; readonly on: boolean; readonly at: string; readonly entries: readonly LateEntry[] }
  /** EX-03: `short`: what went in and was not issued, by an operation that is completed. */
  | { readonly kind: "UNISSUED"; readonly item: string; readonly itemName: string; readonly short: string; readonly uom: string; readonly operation: string }
  | ({ readonly kind: "SHORT"; readonly at: string | null; readonly item: string; readonly itemName: string; readonly short: string; readonly uom: string } & Entered)
  /** `operation`: "order / op". */
  | {
      readonly kind: "MATERIAL";
      readonly item: string;
      readonly itemName: string;
      readonly needed: string;
      readonly free: string;
      readonly uom: string;
      readonly operation: string;
    }
  | {
      readonly kind: "LABOUR";
      readonly name: string;
      readonly day: string;
      readonly shift: string;
      readonly attendedSeconds: number;
      readonly breakSeconds: number;
      readonly bookedSeconds: number;
    }
  | CounterSuspect
  | MismatchSuspect
  /** `address`: of the machine or gateway whose clock it is, as its messages spell it. */
  | { readonly kind: "CLOCK"; readonly address: string; readonly aheadMinutes: number }
  /**
   * `name`: whose badge it is, null where it is nobody's here. `whole`: not a badge, but the tablet for all of them. `until`: how long it is locked there. `from`: since when, of a lock
   * without the network, of which the tablet told later: then nobody is locked here, and `name` is null where the tablet does not know the badge.
   */
  | {
      readonly kind: "LOCK";
      readonly name: string | null;
      readonly whole: boolean;
      readonly device: string;
      readonly line: string | null;
      readonly from: string | null;
      readonly until: string;
    };

/** Classes of exceptions that ask for material before it is used up (§2.5), whether something recorded is right (EX-06, EX-09, EX-21, C-15, KP-02, KP-03), or who tried to sign on (SEC-05). */
export const SUSPECT_CLASSES = [
  "TIME_SUSPECT",
  "FLOW_SUSPECT",
  "LOT_TOLD_LATE",
  "MATERIAL_SHORT",
  "BACKFLUSH_SHORT",
  "ISSUED_SHORT",
  "LABOUR_OVERBOOKED",
  "SIGN_IN_LOCKED",
  "COUNTER_SUSPECT",
  "COUNT_MISMATCH",
] as const;

/** An exception as far as it says what it is about. */
type Doubt = { readonly id: string; readonly siteId: string; readonly class: string; readonly subject: string; readonly detail: unknown };

/** What each of these exceptions is about, by its id; others have none. Reads as much as there are rows. */
export async function suspectsOf(reader: FloorReader, rows: readonly Doubt[]): Promise<ReadonlyMap<string, Suspect>> {
  const of = (kind: (typeof SUSPECT_CLASSES)[number]) => rows.filter((row) => row.class === kind);
  const [times, flows, shorts, lacks] = [of("TIME_SUSPECT"), of("FLOW_SUSPECT"), of("BACKFLUSH_SHORT"), of("MATERIAL_SHORT")];
  const unissued = of("ISSUED_SHORT");
  const [commands, entries, names, counts] = await Promise.all([
    commandsOf(reader, times),
    entriesOf(reader, [...flows, ...shorts]),
    namesOf(reader, [...shorts, ...lacks, ...unissued]),
    suspectCounts(reader, of("COUNTER_SUSPECT"), of("COUNT_MISMATCH")),
  ]);
  const known = new Map<string, Suspect>(counts);
  for (const row of times) {
    const clock = textIn(row.detail, "address");
    if (clock !== null) known.set(row.id, { kind: "CLOCK", address: clock, aheadMinutes: numberIn(row.detail, "aheadMinutes") });
    const entered = commands.get(row.subject);
    if (entered === undefined) continue;
    known.set(row.id, { kind: "TIME", ...entered, claimed: textIn(row.detail, "eventTime") ?? entered.recorded });
  }
  for (const row of flows) {
    const entered = entries.get(textIn(row.detail, "entryId") ?? "");
    if (entered !== undefined) known.set(row.id, { kind: "FLOW", ...entered });
  }
  for (const row of of("LOT_TOLD_LATE")) {
    const told = LateLot.safeParse(row.detail);
    if (told.success) known.set(row.id, { kind: "LOT", ...told.data });
  }
  for (const row of shorts) {
    const [code, short, uom] = [textIn(row.detail, "item"), textIn(row.detail, "short"), textIn(row.detail, "uom")];
    if (code === null || short === null || uom === null) continue;
    const nothing = { at: null, by: null, order: null, operation: null, unit: null, entry: null };
    const entered = entries.get(textIn(row.detail, "entryId") ?? "") ?? nothing;
    known.set(row.id, { kind: "SHORT", ...entered, item: code, itemName: names.get(`${row.siteId} ${code}`) ?? "", short, uom });
  }
  for (const row of unissued) {
    const [code, short, uom, operation] = [textIn(row.detail, "item"), textIn(row.detail, "short"), textIn(row.detail, "uom"), textIn(row.detail, "operation")];
    if (code === null || short === null || uom === null || operation === null) continue;
    known.set(row.id, { kind: "UNISSUED", item: code, itemName: names.get(`${row.siteId} ${code}`) ?? "", short, uom, operation });
  }
  for (const row of lacks) {
    const [code, needed, free, uom] = [textIn(row.detail, "item"), textIn(row.detail, "needed"), textIn(row.detail, "free"), textIn(row.detail, "uom")];
    // What a person called for says no more than that.
    if (code === null || needed === null || free === null || uom === null) continue;
    const [order = "", opNo = ""] = row.subject.split("/");
    known.set(row.id, { kind: "MATERIAL", item: code, itemName: names.get(`${row.siteId} ${code}`) ?? "", needed, free, uom, operation: `${order} / ${opNo}` });
  }
  for (const row of of("LABOUR_OVERBOOKED")) {
    known.set(row.id, {
      kind: "LABOUR",
      name: textIn(row.detail, "name") ?? textIn(row.detail, "person") ?? "",
      day: textIn(row.detail, "day") ?? "",
      shift: textIn(row.detail, "shift") ?? "",
      attendedSeconds: numberIn(row.detail, "attendedSeconds"),
      breakSeconds: numberIn(row.detail, "breakSeconds"),
      bookedSeconds: numberIn(row.detail, "bookedSeconds"),
    });
  }
  for (const { id, detail } of of("SIGN_IN_LOCKED")) {
    const until = textIn(detail, "until");
    if (until === null) continue;
    const [name, device, line, from] = [textIn(detail, "name"), textIn(detail, "device") ?? "", textIn(detail, "line"), textIn(detail, "from")];
    known.set(id, { kind: "LOCK", name, whole: flagIn(detail, "whole"), device, line, from, until });
  }
  return known;
}

type Sent = Entered & { readonly command: string; readonly recorded: string };

/** The commands whose time is in doubt, by their id, with what they did to which operation. */
async function commandsOf({ db }: FloorReader, rows: readonly Doubt[]): Promise<ReadonlyMap<string, Sent>> {
  // A clock of a machine is nobody's command.
  const ids = rows.flatMap((row) => (textIn(row.detail, "address") === null ? [row.subject] : []));
  if (ids.length === 0) return new Map();
  const sent = await db.select({ id: command.id, name: command.name, actor: command.actor, at: command.recordTime }).from(command).where(inArray(command.id, ids));
  if (sent.length === 0) return new Map();
  const facts = await db
    .select({
      commandId: event.commandId,
      type: event.type,
      payload: event.payload,
      by: person.name,
      order: productionOrder.number,
      opNo: orderOperation.opNo,
      unit: equipment.name,
    })
    .from(event)
    .leftJoin(person, eq(person.id, event.personId))
    .innerJoin(productionOrder, eq(productionOrder.id, event.orderId))
    .leftJoin(orderOperation, sql`${orderOperation.id} = (${event.payload} ->> 'operationId')::uuid`)
    .leftJoin(equipment, eq(equipment.id, orderOperation.workUnitId))
    .where(
      and(
        // The log finds what a command wrote by site and time; the id alone would read all of it.
        inArray(event.siteId, [...new Set(rows.map((row) => row.siteId))]),
        inArray(event.recordTime, [...new Map(sent.map(({ at }) => [at.getTime(), at])).values()]),
        inArray(event.commandId, ids),
        isNotNull(event.orderId),
      ),
    )
    .orderBy(asc(event.position));
  return new Map(
    sent.map(({ id, name, actor, at }) => {
      const own = facts.filter((fact) => fact.commandId === id);
      const main = own.find((fact) => fact.type === "production.confirmed") ?? own.find((fact) => fact.opNo !== null) ?? own[0];
      const entry = main?.type === "production.confirmed" ? amountsIn(main.payload) : null;
      const place = { order: main?.order ?? null, operation: main === undefined ? null : operationText(main), unit: main?.unit ?? null };
      return [id, { command: name, recorded: at.toISOString(), by: main?.by ?? actor, entry, ...place }];
    }),
  );
}

/** Entries of quantities that were too much, or took more than was there, by their id. */
async function entriesOf({ db }: FloorReader, rows: readonly Doubt[]): Promise<ReadonlyMap<string, Entered & { readonly at: string }>> {
  const ids = rows.flatMap((row) => textIn(row.detail, "entryId") ?? []);
  if (ids.length === 0) return new Map();
  const found = await db
    .select({
      id: productionEntry.id,
      good: productionEntry.good,
      scrap: productionEntry.scrap,
      rework: productionEntry.rework,
      at: productionEntry.eventTime,
      by: person.name,
      order: productionOrder.number,
      opNo: orderOperation.opNo,
      unit: equipment.name,
    })
    .from(productionEntry)
    .innerJoin(orderOperation, eq(orderOperation.id, productionEntry.operationId))
    .innerJoin(productionOrder, eq(productionOrder.id, productionEntry.orderId))
    .leftJoin(person, eq(person.id, productionEntry.personId))
    .leftJoin(equipment, eq(equipment.id, productionEntry.workUnitId))
    .where(inArray(productionEntry.id, ids));
  return new Map(
    found.map((row) => {
      const entry = { good: row.good.toFixed(), scrap: row.scrap.toFixed(), rework: row.rework.toFixed() };
      return [row.id, { at: row.at.toISOString(), by: row.by, order: row.order, operation: operationText(row), unit: row.unit, entry }];
    }),
  );
}

/** What the missing items are called, by site and code. */
async function namesOf({ db }: FloorReader, rows: readonly Doubt[]): Promise<ReadonlyMap<string, string>> {
  const codes = rows.flatMap((row) => textIn(row.detail, "item") ?? []);
  if (codes.length === 0) return new Map();
  const found = await db
    .select({ siteId: item.siteId, code: item.code, name: itemVersion.description })
    .from(item)
    .innerJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .where(and(inArray(item.siteId, [...new Set(rows.map((row) => row.siteId))]), inArray(item.code, codes)));
  return new Map(found.map(({ siteId, code, name }) => [`${siteId} ${code}`, name]));
}

function operationText({ order, opNo }: { readonly order: string; readonly opNo: number | null }): string | null {
  return opNo === null ? null : `${order} / ${opNo}`;
}

function amountsIn(payload: unknown): Amounts {
  return { good: textIn(payload, "good") ?? "0", scrap: textIn(payload, "scrap") ?? "0", rework: textIn(payload, "rework") ?? "0" };
}
