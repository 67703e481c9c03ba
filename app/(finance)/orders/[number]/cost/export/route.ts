import { z } from "zod";
import { csvResponse } from "@/app/(finance)/_components/csv-response";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { costCsv } from "@/lib/queries/finance/cost-csv";
import { SHOWS } from "@/lib/queries/finance/show";

/** The lines behind a figure of an order, as a file. */
export const GET = defineHandler({
  name: "order-cost-export",
  access: { who: "person", permission: "cost.read" },
  perMinute: 30,
  params: z.object({ number: z.string().max(120) }),
  query: z.object({ show: z.enum(SHOWS).default("ALL"), site: z.string().max(80).optional() }),
  run: async ({ actor, params, query }) => {
    const number = decodeURIComponent(params.number);
    const csv = await costCsv(reader(), actor, number, query.site ?? null, query.show);
    return csv === null ? { ok: false, code: "NOT_FOUND", params: {} } : csvResponse(`cost-${number}-${query.show.toLowerCase()}.csv`, csv);
  },
});
