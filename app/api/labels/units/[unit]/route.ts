import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { languageOfPerson } from "@/lib/edge/language";
import { labelFile } from "@/lib/edge/label-file";
import { noteLabel } from "@/lib/edge/note-label";
import { reader } from "@/lib/edge/reader";
import { LOCALES, writtenLocale } from "@/lib/i18n/locales";
import { labelOfLot } from "@/lib/labels/label-of-lot";
import { unitPdfOf } from "@/lib/labels/unit-pdf";
import { unitZplOf } from "@/lib/labels/unit-zpl";
import { handlingUnitById } from "@/lib/queries/trace/handling-units";
import { lotHeads } from "@/lib/queries/trace/lot-head";

const MOST_COPIES = 100;

/** The logistic label of a handling unit, as PDF or as ZPL. One whose entry was taken back has none: nothing stands on it. */
export const GET = defineHandler({
  name: "labels.unit",
  access: { who: "either", permission: "trace.read" },
  params: z.object({ unit: z.uuid() }),
  query: z.strictObject({
    format: z.enum(["pdf", "zpl"]).default("pdf"),
    dpi: z
      .enum(["203", "300"])
      .default("203")
      .transform((text) => (text === "203" ? 203 : 300)),
    /** How figures are written; as whoever asks reads them unless told, which a print station does. */
    language: z.enum(LOCALES).optional(),
    copies: z.coerce.number().int().min(1).max(MOST_COPIES).default(1),
  }),
  run: async ({ actor, params, query }) => {
    const unit = await handlingUnitById(reader(), actor, params.unit);
    const [lot] = unit === null || unit.takenBack ? [] : await lotHeads(reader(), actor, [unit.lotId]);
    if (unit === null || lot === undefined) return { ok: false, code: "NOT_FOUND", params: {} };
    const label = { ...labelOfLot(lot, writtenLocale(query.language ?? (await languageOfPerson())), unit.quantity), sscc: unit.sscc };
    const { format, copies } = query;
    const body = format === "pdf" ? await unitPdfOf(label, { copies }) : unitZplOf(label, query);
    await noteLabel(actor, unit, { format, symbol: "GS1_128", copies });
    return labelFile(body, format, unit.sscc);
  },
});
