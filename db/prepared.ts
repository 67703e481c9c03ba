import type postgres from "postgres";

/** Statements that a process keeps prepared. PostgreSQL holds each of them once per session, in some tens of kilobytes. */
const MOST = 250;
/** How often a statement must have come before it is kept: one that lists its values has a text of its own for every length of the list. */
const OFTEN = 3;
/** Texts that are counted at the same time. */
const COUNTED = 5_000;

type Client = postgres.Sql | postgres.TransactionSql;
type Work = (client: Client) => unknown;

/**
 * The same client, with every statement prepared that comes often. Drizzle hands its statements over as unnamed ones: two trips to the database
 * each, since the driver asks for the types of the parameters first, and a plan made anew each time. A prepared one takes one trip.
 */
export function withPrepared(sql: postgres.Sql): postgres.Sql {
  const often = countOften();

  function wrap<T extends Client>(client: T): T {
    return new Proxy(client, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (name === "unsafe") return (text: string, values?: never[], options?: postgres.UnsafeQueryOptions) => target.unsafe(text, values, { ...options, prepare: often(text) });
        // The work inside of a transaction gets a client of its own.
        if ((name === "begin" || name === "savepoint") && typeof member === "function")
          return (...given: (string | Work)[]): unknown =>
            Reflect.apply(
              member,
              target,
              given.map((one) => (typeof one === "function" ? (inner: Client) => one(wrap(inner)) : one)),
            );
        return member;
      },
    });
  }
  return wrap(sql);
}

/** Answers for a text whether it has come often enough, and is one of the first `MOST` that did. */
function countOften(): (text: string) => boolean {
  const kept = new Set<string>();
  const counts = new Map<string, number>();
  return (text) => {
    if (kept.has(text)) return true;
    if (kept.size >= MOST) return false;
    const times = (counts.get(text) ?? 0) + 1;
    if (times >= OFTEN) {
      counts.delete(text);
      kept.add(text);
      return true;
    }
    if (counts.size >= COUNTED) counts.clear();
    counts.set(text, times);
    return false;
  };
}
