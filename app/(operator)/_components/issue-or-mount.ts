import { labelQuantity, type LotLabel } from "@/lib/client/route-scan";
import type { NewCommand } from "@/lib/client/queue-item";
import { isPositive } from "@/lib/client/pace";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { EntryWords } from "./entry-lines";

/** A lot that is meant, and its item. */
export type MeantLot = { readonly lotId: string; readonly item: string };

/** The quantity of a lot that has to be asked for, with the line that it fills; `quantity` is what its label says, rounded to the line's unit. */
export type LotQuestion = { readonly lot: string; readonly lotId?: string; readonly handlingUnit?: string; readonly componentId: string; readonly quantity?: string };

/** What a lot number leads to: a command, or a question when the quantity is not clear. */
export type LotStep = { readonly kind: "DO"; readonly command: Omit<NewCommand, "accountId"> } | ({ readonly kind: "ASK" } & LotQuestion);

/**
 * What is known of a lot besides its number: what its label says, what was typed, the line that it was tapped at, which lots of that number may be meant, and the handling
 * unit by which it was scanned.
 */
export type LotKnown = {
  readonly handlingUnit?: string | undefined;
  readonly label?: LotLabel;
  readonly quantity?: string | undefined;
  readonly componentId?: string;
  readonly lots?: readonly MeantLot[];
};

/**
 * EX-08: a lot for a backflushed line is mounted, any other is issued, for the line that it is shown at. One that the screen does not list goes by its item, where `lots`
 * says it: a number may be that of lots of several. What fits no line is sent as it was read, and the server says what is wrong with it. A line that has all it needs
 * asks for the quantity: a second scan must not take a whole lot. So does a label that says it finer than the line counts.
 */
export function issueOrMount(
  view: Pick<RunView, "components">,
  operationId: string,
  lot: string,
  { t, formats }: EntryWords,
  { label = null, quantity: typed, componentId, lots = [], handlingUnit }: LotKnown = {},
): LotStep {
  const lines = view.components.filter((component) => component.tracked && (componentId === undefined || component.id === componentId));
  const isMeant = (lotId: string) => lots.length === 0 || lots.some((one) => one.lotId === lotId);
  const listed = lines.filter((component) => component.lots.some((one) => one.number === lot && isMeant(one.lotId)));
  const byItem = lines.filter(({ item, fits: all = [item] }) => lots.some((one) => all.includes(one.item)));
  // Without the network nobody says what it is; where all lines are fed by what is mounted, it can be meant for that alone.
  const only = lots.length === 0 && lines.every(({ mode }) => mode === "BACKFLUSH") ? lines : [];
  const fits = listed.length > 0 ? listed : byItem.length > 0 ? byItem : only;
  const component = fits.find((one) => isPositive(one.remaining)) ?? fits[0];
  const known =
    component === undefined
      ? undefined
      : (component.lots.find((one) => one.number === lot && isMeant(one.lotId)) ?? lots.find(({ item }) => component.fits?.includes(item) ?? component.item === item));
  const which = { ...(known === undefined ? {} : { lotId: known.lotId }), ...(handlingUnit === undefined ? {} : { handlingUnit }) };
  if (component?.mode === "BACKFLUSH") return { kind: "DO", command: { command: { name: "mount-lot", input: { operationId, lot, ...which } }, text: t("mounted", { lot }) } };
  const said = typed === undefined && component !== undefined ? labelQuantity(label, component) : undefined;
  if (component !== undefined && said?.exact === false) return { kind: "ASK", lot, ...which, componentId: component.id, quantity: said.quantity };
  const quantity = typed ?? said?.quantity;
  if (component !== undefined && quantity === undefined && !isPositive(component.remaining)) return { kind: "ASK", lot, ...which, componentId: component.id };
  const issued = (): string => {
    if (quantity === undefined) return t("issued", { what: lot });
    if (component === undefined) return t("issuedFigure", { what: lot, quantity: formats.quantity(quantity) });
    return t("issuedQuantity", { what: lot, quantity: formats.quantityWithUnit(quantity, component.uom) });
  };
  const line = component === undefined ? {} : { componentId: component.id };
  return {
    kind: "DO",
    command: { command: { name: "issue-material", input: { operationId, lot, ...which, ...line, ...(quantity === undefined ? {} : { quantity }) } }, text: issued() },
  };
}
