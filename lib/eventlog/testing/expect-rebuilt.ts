import { expect } from "vitest";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { rebuild } from "@/lib/eventlog/rebuild";
import { copyReference, projectedState } from "./compare-state";

type Rebuilt = {
  /** Events that were replayed. */
  readonly events: number;
  /** Every projected table as it is, by name. */
  readonly tables: Readonly<Record<string, readonly unknown[]>>;
};

/** Expects that the log alone gives the same tables, row by row (domain §2.4). `also` looks at what else the replayed database holds. */
export async function expectRebuilt(database: TestDatabase, also: (replayed: TestDatabase) => Promise<void> = async () => undefined): Promise<Rebuilt> {
  const replayed = await testDatabase();
  try {
    await copyReference(database, replayed);
    const events = await rebuild(database.db, replayed.db);
    const [tables, rebuilt] = [await projectedState(database), await projectedState(replayed)];
    for (const table of Object.keys(tables)) expect(rebuilt[table], table).toEqual(tables[table]);
    await also(replayed);
    return { events, tables };
  } finally {
    await replayed.close();
  }
}
