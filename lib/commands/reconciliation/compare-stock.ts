import "server-only";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Tx } from "@/db/client";
import { reconciliationRun, reconciliationStock } from "@/db/schema/reconciliation";
import { worth } from "@/lib/domain/reconciliation/accuracy";
import { explain, type Untaken } from "@/lib/domain/reconciliation/explain";
import { type Figure, stockKey } from "@/lib/domain/reconciliation/figures";
import { decimal, r6 } from "@/lib/domain/shared/decimal";
import type { StockBooks } from "@/lib/integration/read-back";
import { type ComparedFigure, toUntaken } from "./compare-orders";
import { itemValues, rowsOf } from "./our-books";
import { holdRun, type RunRow } from "./run-store";
import { storeFigures } from "./store-figures";
import { stockAmounts } from "./told-amounts";
import { untakenMessages } from "./untaken";

/** Forgets what was set aside of the ERP's stock: reading it begins anew. False when the run is another worker's by now. */
export async function beginStock(db: Database, run: RunRow, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    if ((await holdRun(tx, run, now)) === null) return false;
    await tx.delete(reconciliationStock).where(eq(reconciliationStock.runId, run.id));
    return true;
  });
}

/** Sets a page of the ERP's stock aside, added up by lot over all its places. What it does not keep by lot has no counterpart here. */
export async function addStock(db: Database, run: RunRow, page: readonly StockBooks[], siteCode: string, now: Date): Promise<boolean> {
  const totals = new Map<string, { item: string; lot: string; uom: string; qty: string }>();
  for (const { site, item, lot, uom, qty } of page) {
    if (site !== siteCode || lot === null) continue;
    const key = JSON.stringify([item, lot, uom]);
    totals.set(key, {
      item,
      lot,
      uom,
      qty: decimal(totals.get(key)?.qty ?? "0")
        .plus(qty)
        .toFixed(),
    });
  }
  return db.transaction(async (tx) => {
    if ((await holdRun(tx, run, now)) === null) return false;
    const rows = [...totals.values()].map((row) => ({ runId: run.id, ...row, qty: decimal(row.qty) }));
    if (rows.length > 0)
      await tx
        .insert(reconciliationStock)
        .values(rows)
        .onConflictDoUpdate({
          target: [reconciliationStock.runId, reconciliationStock.item, reconciliationStock.lot, reconciliationStock.uom],
          set: { qty: sql`${reconciliationStock.qty} + excluded.qty` },
        });
    return true;
  });
}

const StockRow = z.object({ item: z.string(), lot: z.string(), uom: z.string(), ours: z.string(), theirUom: z.string().nullable(), theirs: z.string().nullable() });
const CountRow = z.object({ same: z.number(), value: z.string() });

/**
 * IN-11, per site: the stock of each lot that the ERP brought in, over all places. Lots that the plant made are compared order by order as what was received
 * of them: what the ERP moves on afterwards is its own. Agreeing lots are only counted; false when the run is another worker's by now.
 */
export async function compareStock(db: Database, run: RunRow, siteCode: string, readAt: Date, now: Date): Promise<boolean> {
  const found = await db.transaction(
    async (tx) => {
      const messages = (await untakenMessages(tx, run.connectionId, run.siteId, readAt, null)).map((message) => ({ message, amounts: stockAmounts(message) }));
      const touched = messages.flatMap((one) => one.amounts.map(({ item, lot }) => ({ item, lot })));
      const rows = await rowsOf(tx, StockRow, differingStock(run, touched));
      const [same] = await rowsOf(tx, CountRow, agreeingStock(run, touched, now));
      const values = await itemValues(
        tx,
        run.siteId,
        rows.map((row) => row.item),
        rows.map((row) => row.lot),
        now,
      );
      return { rows, same, messages, values };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
  const byLot = new Map<string, Untaken[]>();
  for (const { message, amounts } of found.messages) {
    for (const key of new Set(amounts.map(stockKey))) {
      const own = amounts.filter((amount) => stockKey(amount) === key);
      const told = byLot.get(key);
      if (told === undefined) byLot.set(key, [toUntaken(message, own, stockKey)]);
      else told.push(toUntaken(message, own, stockKey));
    }
  }
  const figures = found.rows.map(({ item, lot, uom, ours, theirUom, theirs }): ComparedFigure => {
    const said = decimal(theirs ?? "0");
    const converted = theirUom === null || theirUom === uom ? said : found.values.convert(item, said, theirUom, uom);
    const head = { measure: "LOT_STOCK" as const, item, lot, activity: null, uom };
    // A unit that nobody can relate to ours is no quantity of it: the whole of ours is open, and the words say what they hold.
    const figure: Figure = {
      ...head,
      key: stockKey(head),
      ours: decimal(ours),
      theirs: converted === null ? decimal(0) : r6(converted),
      words: converted === null ? { ours: `${ours} ${uom}`, theirs: `${said.toFixed()} ${theirUom ?? ""}` } : null,
    };
    const told = byLot.get(figure.key) ?? [];
    const [explained] = explain([figure], told);
    if (explained === undefined) throw new Error("a figure has one explanation");
    return { ...explained, ...worth(explained, found.values.unitValue(item, lot)), orderId: null, subject: siteCode };
  });
  return db.transaction(async (tx) => {
    const held = await holdRun(tx, run, now);
    if (held === null) return false;
    await storeFigures(tx, held, figures, now);
    await countAgreeing(tx, run, found.same ?? { same: 0, value: "0" });
    await tx.update(reconciliationRun).set({ stockCompared: true }).where(eq(reconciliationRun.id, run.id));
    return true;
  });
}

/** Lots of the site that the ERP brought in, ours beside theirs. */
const both = (run: RunRow) => sql`
  (select i.code as item, l.number as lot, l.uom, l.unit_cost, l.item_id, coalesce((select sum(k.on_hand) from materials.lot_stock k where k.lot_id = l.id), 0) as ours
    from materials.lot l join reference.item i on i.id = l.item_id
    where l.site_id = ${run.siteId}::uuid and l.order_id is null
      and (exists (select 1 from materials.lot_stock k where k.lot_id = l.id and k.on_hand > 0)
        or exists (select 1 from integration.reconciliation_stock t where t.run_id = ${run.id}::uuid and t.item = i.code and t.lot = l.number and t.qty <> 0))) o
  full join (select t.item, t.lot, t.uom, t.qty from integration.reconciliation_stock t
    where t.run_id = ${run.id}::uuid and t.qty <> 0
      and exists (select 1 from reference.item i where i.site_id = ${run.siteId}::uuid and i.code = t.item)
      and not exists (select 1 from materials.lot l join reference.item i on i.id = l.item_id
        where l.site_id = ${run.siteId}::uuid and i.code = t.item and l.number = t.lot and l.order_id is not null)) t
    on t.item = o.item and t.lot = o.lot`;

/** Lines of one run that are stock; a site that differs everywhere shows at its largest differences first. */
const MOST_LOTS = 5_000;

/** Lots that messages on their way touch: they are explained even where both sides happen to agree. */
type Touched = readonly { readonly item: string | null; readonly lot: string | null }[];

const among = (touched: Touched) => sql`exists (select 1 from jsonb_to_recordset(${JSON.stringify(touched)}::jsonb) as d (item text, lot text)
  where d.item = coalesce(o.item, t.item) and d.lot = coalesce(o.lot, t.lot))`;

function differingStock(run: RunRow, touched: Touched) {
  return sql`
    select coalesce(o.item, t.item) as item, coalesce(o.lot, t.lot) as lot, coalesce(o.uom, t.uom) as uom, coalesce(o.ours, 0)::text as ours, t.uom as "theirUom", t.qty::text as theirs
    from ${both(run)}
    where o.ours is distinct from t.qty or o.uom is distinct from t.uom or ${among(touched)}
    order by abs(coalesce(o.ours, 0) - coalesce(t.qty, 0)) desc limit ${MOST_LOTS}`;
}

function agreeingStock(run: RunRow, touched: Touched, now: Date) {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`
    select count(*)::int as same, coalesce(sum(round(o.ours * coalesce(o.unit_cost, (select s.total from reference.standard_cost s
      where s.item_id = o.item_id and s.valid_from <= ${at} and (s.valid_to is null or s.valid_to > ${at}) order by s.valid_from desc limit 1), 0), 2)), 0)::text as value
    from ${both(run)}
    where o.ours = t.qty and o.uom = t.uom and not ${among(touched)}`;
}

async function countAgreeing(tx: Tx, run: RunRow, { same, value }: z.infer<typeof CountRow>): Promise<void> {
  await tx
    .update(reconciliationRun)
    .set({ matched: sql`${reconciliationRun.matched} + ${same}`, value: sql`${reconciliationRun.value} + ${value}::numeric` })
    .where(eq(reconciliationRun.id, run.id));
}
