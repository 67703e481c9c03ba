import { isPositive } from "@/lib/client/pace";
import type { Formats } from "@/lib/format/formats";
import type { Translator } from "@/lib/i18n/translator";
import type { Attention } from "@/lib/queries/operator/attention";
import { commandWords } from "./command-words";

type Words = { readonly lead: Translator<"lead">; readonly entries: Translator<"entries">; readonly formats: Formats };

/** What was entered, in a few words of the reader's language: "Good, scrap, rework: Good +52 pcs, Scrap 2 pcs, fill level". */
export function attentionWords({ command, input, uom, materialUom, names }: Attention, { lead, entries, formats }: Words): string {
  const textOf = (name: string): string | undefined => (typeof input[name] === "string" && input[name] !== "" ? input[name] : undefined);
  const figure = (amount: string, unit: string | null) => (unit === null ? formats.quantity(amount) : formats.quantityWithUnit(amount, unit));
  const nameOf = (field: string): string | undefined => {
    const code = textOf(field);
    return code === undefined ? undefined : (names[code] ?? code);
  };
  const because = (text: string, field: string): string => {
    const reason = nameOf(field);
    return reason === undefined ? text : entries("withReason", { text, reason: formats.inSentence(reason) });
  };
  const made = (kind: "good" | "scrap" | "rework", reason?: string): readonly string[] => {
    const amount = textOf(kind);
    if (!isPositive(amount)) return [];
    const again = input.activity === "REWORK";
    const quantity = `${kind === "good" ? "+" : ""}${figure(amount, uom)}`;
    const text = entries(kind === "good" && again ? "reworked" : kind === "rework" && again ? "again" : kind, { quantity });
    return [reason === undefined ? text : because(text, reason)];
  };
  const quantity = textOf("quantity");
  const said = [textOf("lot"), quantity === undefined ? undefined : figure(quantity, materialUom)];
  const why = [nameOf("reason"), nameOf("shortCloseReason"), nameOf("code"), textOf("comment"), textOf("note"), textOf("overrideReason")];
  const parts = [...made("good"), ...made("scrap", "scrapReason"), ...made("rework", "reworkReason"), ...said, ...why];
  const detail = parts.filter((part) => part !== undefined).join(", ");
  const text = commandWords(command, lead);
  return detail === "" ? text : lead("withDetail", { text, detail });
}
