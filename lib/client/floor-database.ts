import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import type { KeptView } from "./offline/kept-views";
import type { KnownPerson } from "./offline/known-people";
import type { QueueItem } from "./queue-item";

interface FloorSchema extends DBSchema {
  /** The queue of commands, by sequence. */
  commands: { key: number; value: Omit<QueueItem, "sequence"> & { sequence?: number } };
  /** What each page of the floor last showed, by its path. */
  views: { key: string; value: KeptView };
  /** Who may sign on here without the network, by what their badge and PIN make. */
  people: { key: string; value: KnownPerson };
  /** The one key of this device; it never leaves the browser. */
  keys: { key: string; value: CryptoKey };
}

const NAME = "millrace-floor";
let opened: Promise<IDBPDatabase<FloorSchema>> | undefined;

/** The tablet's own database, opened once for each page. Rejects where the browser refuses storage, and is tried again by the next use. */
export function floorDatabase(): Promise<IDBPDatabase<FloorSchema>> {
  opened ??= open();
  return opened;
}

async function open(): Promise<IDBPDatabase<FloorSchema>> {
  try {
    return await openVersion();
  } catch (error) {
    opened = undefined;
    throw error;
  }
}

function openVersion(): Promise<IDBPDatabase<FloorSchema>> {
  return openDB<FloorSchema>(NAME, 2, {
    upgrade(db, from) {
      if (from < 1) db.createObjectStore("commands", { keyPath: "sequence", autoIncrement: true });
      if (from < 2) for (const store of ["views", "people", "keys"] as const) db.createObjectStore(store);
    },
    // A page of the next version waits for this one; what is kept is on the disk already, and the next use opens it again.
    blocking(_current, _next, event) {
      opened = undefined;
      if (event.target instanceof IDBDatabase) event.target.close();
    },
    terminated: () => void (opened = undefined),
  });
}

/** Removes the tablet's database with all that is in it. */
export async function forgetFloor(): Promise<void> {
  await deleteDB(NAME);
}
