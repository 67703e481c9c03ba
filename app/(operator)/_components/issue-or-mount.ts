import type { NewCommand } from "@/lib/client/queue-item";
import { isPositive } from "@/lib/client/pace";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { EntryWords } from "./entry-lines";

/** What a lot number leads to: a command, or a question when the quantity is not clear. */
export type LotStep = { readonly kind: "DO"; readonly command: Omit<NewCommand, "accountId"> } | { readonly kind: "ASK"; readonly lot: string; readonly componentId: string };

/**
 * EX-08: a lot for a backflushed line is mounted, any other is issued. One that the screen does not list goes by its item, where `items` says it: a number may be that
 * of lots of several. What fits no line is sent as it was read, and the server says what is wrong with it. A line that has all it needs asks for the quantity: a second
 * scan must not take a whole lot.
 */
export function issueOrMount(
  view: Pick<RunView, "components">,
  operationId: string,
  lot: string,
  { t, formats }: EntryWords,
  { quantity, componentId, items = [] }: { quantity?: string | undefined; componentId?: string; items?: readonly string[] } = {},
): LotStep {
  const lines = view.components.filter((component) => component.tracked && (componentId === undefined || component.id === componentId));
  const listed = lines.filter((component) => component.lots.some((one) => one.number === lot));
  const byItem = lines.filter(({ item, fits: all = [item] }) => items.some((one) => all.includes(one)));
  // Without the network nobody says what it is; where all lines are fed by what is mounted, it can be meant for that alone.
  const only = items.length === 0 && lines.every(({ mode }) => mode === "BACKFLUSH") ? lines : [];
  const fits = listed.length > 0 ? listed : byItem.length > 0 ? byItem : only;
  const component = fits.find((one) => isPositive(one.remaining)) ?? fits[0];
  if (component?.mode === "BACKFLUSH") return { kind: "DO", command: { command: { name: "mount-lot", input: { operationId, lot } }, text: t("mounted", { lot }) } };
  if (component !== undefined && quantity === undefined && !isPositive(component.remaining)) return { kind: "ASK", lot, componentId: component.id };
  const issued = (): string => {
    if (quantity === undefined) return t("issued", { what: lot });
    if (component === undefined) return t("issuedFigure", { what: lot, quantity: formats.quantity(quantity) });
    return t("issuedQuantity", { what: lot, quantity: formats.quantityWithUnit(quantity, component.uom) });
  };
  return {
    kind: "DO",
    command: { command: { name: "issue-material", input: { operationId, lot, ...(quantity === undefined ? {} : { quantity }) } }, text: issued() },
  };
}
