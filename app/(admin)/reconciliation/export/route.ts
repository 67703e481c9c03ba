import { z } from "zod";
import { csvResponse } from "@/app/(finance)/_components/csv-response";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { differencesCsv } from "@/lib/queries/reconciliation/differences-csv";

/** All differences of a comparison as a file, not only those on the screen. */
export const GET = defineHandler({
  name: "reconciliation-export",
  access: { who: "person", permission: "message.read" },
  perMinute: 30,
  query: z.object({ run: z.uuid() }),
  async run({ actor, query }) {
    const file = await differencesCsv(reader(), actor, query.run);
    return file === null ? { ok: false, code: "NOT_FOUND", params: {} } : csvResponse(file.name, file.text);
  },
});
