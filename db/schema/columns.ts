import { customType, timestamp, uuid } from "drizzle-orm/pg-core";
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
