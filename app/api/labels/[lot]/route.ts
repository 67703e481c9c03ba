import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { languageOfPerson } from "@/lib/edge/language";
import { labelFile } from "@/lib/edge/label-file";
import { noteLabel } from "@/lib/edge/note-label";
import { reader } from "@/lib/edge/reader";
import { LOCALES, writtenLocale } from "@/lib/i18n/locales";
import { labelOfLot } from "@/lib/labels/label-of-lot";
import { pdfOf } from "@/lib/labels/pdf";
import { zplOf } from "@/lib/labels/zpl";
import { lotHeads } from "@/lib/queries/trace/lot-head";

const MOST_COPIES = 100;

/** The label of a lot, to be shown and printed (PDF) or sent to a label printer as it stands (ZPL). A print station fetches it with a machine key. */
export const GET = defineHandler({
  name: "labels.lot",
  access: { who: "either", permission: "trace.read" },
  params: z.object({ lot: z.uuid() }),
  query: z.strictObject({
    format: z.enum(["pdf", "zpl"]).default("pdf"),
    symbol: z.enum(["DATAMATRIX", "GS1_128"]).default("DATAMATRIX"),
    dpi: z
      .enum(["203", "300"])
      .default("203")
      .transform((text) => (text === "203" ? 203 : 300)),
    copies: z.coerce.number().int().min(1).max(MOST_COPIES).default(1),
    /** How figures are written; as whoever asks reads them unless told, which a print station does. */
    language: z.enum(LOCALES).optional(),
    /** What the labelled container holds, in the lot's unit; all that is in stock unless told. */
    quantity: z
      .string()
      .regex(/^\d{1,12}(\.\d{1,6})?$/)
      .optional(),
  }),
  run: async ({ actor, params, query }) => {
    const [lot] = await lotHeads(reader(), actor, [params.lot]);
    if (lot === undefined) return { ok: false, code: "NOT_FOUND", params: {} };
    const label = labelOfLot(lot, writtenLocale(query.language ?? (await languageOfPerson())), query.quantity);
    const { format, symbol, copies } = query;
    const body = format === "pdf" ? await pdfOf(label, { symbol, copies }) : zplOf(label, query);
    await noteLabel(actor, lot, { format, symbol, copies });
    return labelFile(body, format, lot.number);
  },
});
