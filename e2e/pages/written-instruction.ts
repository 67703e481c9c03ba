import { createHash, randomUUID } from "node:crypto";
import { inDatabase } from "./in-database";

const CONTENT = {
  blocks: [
    { kind: "TEXT", text: "The base thickens within minutes: have the pasteuriser ready before the enzyme goes in." },
    { kind: "STEP", text: "Fill the water first, then the flour, with the agitator running." },
    { kind: "STEP", text: "Hold 65 degrees for 40 minutes." },
  ],
  points: ["Inlet filter is clean", "Agitator runs"],
};

type Place = {
  readonly site: string;
  readonly item: string;
  readonly operation: number;
  /** A JPEG that belongs to it. */
  readonly picture?: Buffer;
};

/** An instruction with text, steps and a checklist for an operation of an item, as quality publishes it; it may be read and gates nothing. Answers the path of its picture. */
export async function giveInstruction(databaseUrl: string, { site, item, operation, picture }: Place): Promise<string> {
  const sha256 = picture === undefined ? "" : createHash("sha256").update(picture).digest("hex");
  const content = picture === undefined ? CONTENT : { ...CONTENT, blocks: [...CONTENT.blocks, { kind: "PICTURE", file: sha256, text: "The inlet filter" }] };
  await inDatabase(databaseUrl, async (sql) => {
    if (picture !== undefined)
      await sql`
        insert into reference.instruction_file (id, site_id, sha256, content_type, bytes, stored_at)
        select ${randomUUID()}, s.id, ${sha256}, 'image/jpeg', ${picture}, now() from reference.site s where s.code = ${site}`;
    await sql`
      insert into quality.instruction (id, site_id, item_id, op_no, version, title, content, gate, state, written_by, written_name, written_at, valid_from)
      select ${randomUUID()}, s.id, i.id, ${operation}, 1, 'Mixing the oat base', ${sql.json(content)}, 'NONE', 'PUBLISHED', ${randomUUID()}, 'Quality manager', now(), now() - interval '1 minute'
      from reference.site s join reference.item i on i.site_id = s.id and i.code = ${item} where s.code = ${site}`;
  });
  return `/api/instruction-files/${sha256}`;
}
