import { createHash } from "node:crypto";
import type { PollCursor } from "./poll-cursor";

/** What the mappings of records need to know of versions: those of records that SAP stamps, and of those that it does not. */
export type Versions = {
  /**
   * Version of a record by its newest stamp: it grows with every change of it, of its rank within one second (created, released, ended), and of the settings.
   */
  stamped(at: Date, rank?: number): number;
  /**
   * Version of a record without a stamp: a new one whenever it says something else than when it was last handed over. `fresh`: what is not known was told
   * and forgotten, or did not exist when all of its kind were first told.
   */
  unstamped(key: string, content: unknown, fresh?: boolean): { readonly version: number; readonly changed: boolean };
  /** The instant of a version, for messages. */
  timeOf(version: number): string;
};

/** Version 1 of what SAP does not stamp: told when it was first seen. */
const FIRST_TIME = "2000-01-01T00:00:00.000Z";

/** Versions over a cursor; what was handed over without a stamp is noted in `noted`. */
export function versionsOf(cursor: PollCursor, noted: Map<string, [string, number]>, nowMs: number): Versions {
  const { revision } = cursor.mapping;
  return {
    stamped: (at, rank = 0) => at.getTime() * 1000 + rank * 100 + revision,
    unstamped(key, content, fresh = false) {
      const hash = createHash("sha256").update(JSON.stringify(content)).digest("base64url").slice(0, 12);
      const known = noted.get(key) ?? cursor.unstamped[key];
      const changed = known === undefined || known[0] !== hash;
      // The very first is the same for whoever reads first; later ones are told from it by our clock.
      const version = known === undefined ? (revision === 0 && !fresh ? 1 : nowMs * 1000) : changed ? nowMs * 1000 : known[1];
      noted.set(key, [hash, version]);
      return { version, changed };
    },
    timeOf: (version) => (version === 1 ? FIRST_TIME : new Date(Math.floor(version / 1000)).toISOString()),
  };
}
