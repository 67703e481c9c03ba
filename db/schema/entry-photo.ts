import { sql } from "drizzle-orm";
import { check, foreignKey, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, knownValues, primaryId } from "./columns";
import { execution, productionEntry } from "./execution";
import { person, reference, site } from "./reference";

/** Photos by their content. Not a projection: the log names each by its SHA-256. */
export const photoFile = reference.table(
  "photo_file",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    sha256: text("sha256").notNull(),
    contentType: text("content_type", { enum: ["image/jpeg"] }).notNull(),
    bytes: bytea("bytes").notNull(),
    storedAt: instant("stored_at").notNull(),
  },
  (t) => [
    ...knownValues(t),
    unique("photo_file_uq").on(t.siteId, t.sha256),
    check("photo_file_size_ck", sql`octet_length(${t.bytes}) between 1 and 524288`),
    check("photo_file_sha256_ck", sql`${t.sha256} = encode(sha256(${t.bytes}), 'hex')`),
  ],
);

/** The photo that somebody took of what they entered as scrap or rework. */
export const entryPhoto = execution.table(
  "entry_photo",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    entryId: uuid("entry_id")
      .notNull()
      .references(() => productionEntry.id),
    sha256: text("sha256").notNull(),
    /** Bytes of its file. */
    size: integer("size").notNull(),
    takenBy: uuid("taken_by").references(() => person.id),
    takenAt: instant("taken_at").notNull(),
    recordTime: instant("record_time").notNull(),
  },
  (t) => [
    check("entry_photo_size_ck", sql`${t.size} between 1 and 524288`),
    // Two sends of two photos at once must collide here.
    unique("entry_photo_entry_uq").on(t.entryId),
    // The fact never names a file that is not there.
    foreignKey({ name: "entry_photo_file_fk", columns: [t.siteId, t.sha256], foreignColumns: [photoFile.siteId, photoFile.sha256] }),
  ],
);
