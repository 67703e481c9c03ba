import { localText } from "@/lib/erp/erpnext/zone";

export type Value = null | string | number | boolean | readonly Doc[];
export type Doc = { readonly [field: string]: Value };

type Undo = () => void;

/** Documents in memory. What happens between `begin` and `commit` is one transaction; documents are never changed, only replaced. */
export type Store = ReturnType<typeof openStore>;

/** Opens an empty store of a site in a zone. */
export function openStore(zone: string) {
  const tables = new Map<string, Map<string, Doc>>();
  /** Quantities by item, warehouse and batch. */
  const ledger = new Map<string, number>();
  const series = new Map<string, number>();
  let journal: Undo[] = [];
  let lastStamp = "";
  let serial = 0;

  const table = (doctype: string) => {
    const known = tables.get(doctype) ?? new Map<string, Doc>();
    tables.set(doctype, known);
    return known;
  };

  function put(doctype: string, name: string, doc: Doc): void {
    const documents = table(doctype);
    const before = documents.get(name);
    journal.push(() => (before === undefined ? documents.delete(name) : documents.set(name, before)));
    documents.set(name, doc);
  }

  return {
    zone,
    get: (doctype: string, name: string): Doc | undefined => table(doctype).get(name),
    all: (doctype: string): readonly Doc[] => [...table(doctype).values()],
    put,
    begin: () => void (journal = []),
    commit: () => void (journal = []),
    rollback() {
      for (const undo of journal.toReversed()) undo();
      journal = [];
    },
    /** The next name of a series; numbers of a transaction that is rolled back are lost, as in Frappe. */
    nextName(pattern: string): string {
      const next = (series.get(pattern) ?? 0) + 1;
      series.set(pattern, next);
      return pattern.replace(/#+/, (places) => String(next).padStart(places.length, "0"));
    },
    /** Name of a row of a table. */
    rowName: () => (serial += 1).toString(16).padStart(10, "0"),
    /** Now as the site writes it, later than any before it. */
    stamp(): string {
      const now = new Date();
      const micros = String(now.getMilliseconds()).padStart(3, "0");
      let next = `${localText(zone, now)}.${micros}000`;
      if (next <= lastStamp) {
        const [whole = "", fraction = "0"] = lastStamp.split(".");
        const more = Number(fraction) + 1;
        next = more < 1_000_000 ? `${whole}.${String(more).padStart(6, "0")}` : `${localText(zone, new Date(now.getTime() + 1000))}.000000`;
      }
      lastStamp = next;
      return next;
    },
    onHand: (item: string, warehouse: string, batch: string | null): number => ledger.get(JSON.stringify([item, warehouse, batch])) ?? 0,
    move(item: string, warehouse: string, batch: string | null, qty: number): number {
      const key = JSON.stringify([item, warehouse, batch]);
      const before = ledger.get(key) ?? 0;
      journal.push(() => ledger.set(key, before));
      const after = Math.round((before + qty) * 1e6) / 1e6;
      ledger.set(key, after);
      return after;
    },
    places(item: string): { warehouse: string; batch: string | null; qty: number }[] {
      return [...ledger].flatMap(([key, qty]) => {
        // Keys are what `move` wrote.
        const [of, warehouse, batch] = JSON.parse(key) as [string, string, string | null];
        return of === item ? [{ warehouse, batch, qty }] : [];
      });
    },
  };
}

export const text = (doc: Doc, field: string): string => {
  const value = doc[field];
  return typeof value === "string" ? value : "";
};
export const num = (doc: Doc, field: string): number => {
  const value = doc[field];
  return typeof value === "number" ? value : 0;
};
export const rowsOf = (doc: Doc, field: string): readonly Doc[] => {
  const value = doc[field];
  return Array.isArray(value) ? (value as readonly Doc[]) : [];
};
/** Floats of a database: compared and added at six decimals. */
export const round = (value: number): number => Math.round(value * 1e6) / 1e6;
