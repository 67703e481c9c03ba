import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { InstructionContent } from "@/lib/domain/quality/instruction";
import { bytea, instant, knownValues, primaryId } from "./columns";
import { equipment, item, person, reference, site } from "./reference";
import { orderOperation } from "./execution";
import { quality } from "./quality";

/** A version of what is read before and while an item is made at an operation. Published ones are never changed (trigger). */
export const instruction = quality.table(
  "instruction",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    opNo: integer("op_no").notNull(),
    version: integer("version").notNull(),
    title: text("title").notNull(),
    content: jsonb("content").$type<InstructionContent>().notNull(),
    gate: text("gate", { enum: ["NONE", "START", "COMPLETION"] })
      .notNull()
      .default("NONE"),
    state: text("state", { enum: ["DRAFT", "PUBLISHED", "WITHDRAWN"] }).notNull(),
    /** Who wrote what stands here, and when; of a published version, who published it and when. */
    writtenBy: uuid("written_by").notNull(),
    writtenName: text("written_name").notNull(),
    writtenAt: instant("written_at").notNull(),
    /** Null while it is a draft, and for one that was thrown away. */
    validFrom: instant("valid_from"),
    validTo: instant("valid_to"),
    withdrawnReason: text("withdrawn_reason"),
  },
  (t) => [
    ...knownValues(t),
    check("instruction_version_ck", sql`${t.opNo} > 0 and ${t.version} > 0`),
    unique("instruction_uq").on(t.itemId, t.opNo, t.version),
    // Two people who begin a draft at once must collide here.
    uniqueIndex("instruction_draft_uq")
      .on(t.itemId, t.opNo)
      .where(sql`state = 'DRAFT'`),
    check("instruction_valid_ck", sql`(${t.state} <> 'DRAFT' or ${t.validFrom} is null) and (${t.state} <> 'PUBLISHED' or ${t.validFrom} is not null)`),
  ],
);

/** Who has read a version for an operation, and which points of its checklist were ticked. */
export const instructionAcknowledgement = quality.table(
  "instruction_acknowledgement",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    instructionId: uuid("instruction_id")
      .notNull()
      .references(() => instruction.id),
    operationId: uuid("operation_id")
      .notNull()
      .references(() => orderOperation.id),
    personId: uuid("person_id")
      .notNull()
      .references(() => person.id),
    workUnitId: uuid("work_unit_id").references(() => equipment.id),
    /** Counted from 1. */
    ticked: integer("ticked")
      .array()
      .notNull()
      .default(sql`'{}'::integer[]`),
    acknowledgedAt: instant("acknowledged_at").notNull(),
  },
  (t) => [
    unique("instruction_acknowledgement_uq").on(t.instructionId, t.operationId, t.personId),
    // A tablet asks at each look what one person has read, among all that everybody ever did.
    index("instruction_acknowledgement_person_ix").on(t.personId, t.instructionId),
  ],
);

/** Pictures and PDFs of instructions, by their content. Not a projection: the log names each by its SHA-256. */
export const instructionFile = reference.table(
  "instruction_file",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    sha256: text("sha256").notNull(),
    contentType: text("content_type", { enum: ["image/png", "image/jpeg", "image/webp", "application/pdf"] }).notNull(),
    bytes: bytea("bytes").notNull(),
    storedAt: instant("stored_at").notNull(),
  },
  (t) => [
    ...knownValues(t),
    unique("instruction_file_uq").on(t.siteId, t.sha256),
    check("instruction_file_size_ck", sql`octet_length(${t.bytes}) between 1 and 5242880`),
    check("instruction_file_sha256_ck", sql`${t.sha256} = encode(sha256(${t.bytes}), 'hex')`),
  ],
);
