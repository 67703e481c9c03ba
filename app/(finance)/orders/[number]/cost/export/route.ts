import { z } from "zod";
import { csvResponse } from "@/app/(finance)/_components/csv-response";
import { defineHandler } from "@/lib/edge/define-handler";
import { reader } from "@/lib/edge/reader";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { orderWhereabouts } from "@/lib/queries/whereabouts";
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
    const places = await orderWhereabouts(reader(), actor, "cost.read", number, query.site ?? null);
    const [place, another] = places.mine;
    if (another !== undefined) return { ok: false, code: "INVALID_INPUT", params: {}, fields: { "query.site": "several sites have an order of this number" } };
    const csv = place === undefined ? null : await costCsv(reader(), actor, number, place.code, query.show);
    if (csv === null) {
      await noteUnseen(actor, "cost.open", number, places);
      return { ok: false, code: "NOT_FOUND", params: {} };
    }
    return csvResponse(`cost-${number}-${query.show.toLowerCase()}.csv`, csv);
  },
});
