import type { Queryable } from "@/db/client";

/** A statement that runs for every message: Drizzle writes its text once per pool or transaction, not once per run. The text must not depend on its values. */
export function keptStatement<Statement>(prepare: (db: Queryable) => Statement): (db: Queryable) => Statement {
  const kept = new WeakMap<Queryable, Statement>();
  return (db) => {
    const known = kept.get(db);
    if (known !== undefined) return known;
    const made = prepare(db);
    kept.set(db, made);
    return made;
  };
}
