import { getTableColumns, getTableName, sql } from "drizzle-orm";
import { check, type CheckBuilder, customType, type ExtraConfigColumn, timestamp, uuid } from "drizzle-orm/pg-core";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";

const numericColumn = customType<{ data: Decimal; driverData: string; config: { precision: number; scale: number } }>({
  dataType: (config) => `numeric(${config?.precision ?? 18}, ${config?.scale ?? 6})`,
  fromDriver: (value) => decimal(value),
  toDriver: (value) => value.toFixed(),
});

/** An amount of an item, six decimals; its unit stands in a column beside it. */
export const quantity = (name: string) => numericColumn(name, { precision: 18, scale: 6 });

/** A cost or rate for one unit, six decimals (C-02). */
export const unitCost = (name: string) => numericColumn(name, { precision: 18, scale: 6 });

/** A factor, share or percentage that enters a formula, six decimals. */
export const factor = (name: string) => numericColumn(name, { precision: 18, scale: 6 });

/** An amount of money in the minor unit of the site's currency. */
export const money = (name: string) => numericColumn(name, { precision: 18, scale: 2 });

/** An instant, stored in UTC with microseconds cut to what JavaScript can hold. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date", precision: 3 });

/** Bytes as they came. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** A UUIDv7 primary key, always made by the writer. */
export const primaryId = () => uuid("id").primaryKey();

/** For the constraints of a table: each column whose values its `enum` lists holds one of them and nothing else, as `<table>_<column>_known`. */
export function knownValues(columns: Readonly<Record<string, ExtraConfigColumn>>): CheckBuilder[] {
  return Object.entries(columns).flatMap(([key, column]) => {
    // What constraints are given of a column says nothing of its values; the table's own column does.
    const values = getTableColumns(column.table)[key]?.enumValues;
    if (values === undefined) return [];
    // The bare name: what a constraint calls by its table has no meaning in that table's partitions.
    const listed = values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ");
    return [check(`${getTableName(column.table)}_${column.name}_known`, sql`${sql.identifier(column.name)} in (${sql.raw(listed)})`)];
  });
}
