import type { SourceEvent } from "@/lib/queries/finance/cost-lines";
import type { EventNames } from "@/lib/queries/finance/event-names";

/** One thing that a fact says. */
export type Fact = { readonly name: string; readonly value: string };

/** How figures are written: a quantity in its unit, the order's where the fact names none; a unit cost in the order's currency. */
type Write = { readonly quantity: (value: string, uom: string | undefined) => string; readonly money: (value: string) => string };

const ORIGIN: Readonly<Record<string, string>> = { TYPED: "typed in", COUNTER: "taken from the counter", SCAN: "scanned" };

/** SEC-12: the lead whose approval stands on it. */
function approverIn(value: unknown): string | undefined {
  return typeof value === "object" && value !== null && "name" in value && typeof value.name === "string" ? value.name : undefined;
}

/** What a fact of the log says to a person: things by their numbers, quantities in their units, reasons by their names. */
export function factsOf(event: SourceEvent, names: EventNames, write: Write): Fact[] {
  const { payload } = event;
  const text = (name: string): string | undefined => {
    const value = payload[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const reason = (name: string): string | undefined => {
    const code = text(name);
    return code === undefined ? undefined : names.reasons[code] === undefined ? code : `${names.reasons[code]} (${code})`;
  };
  const quantity = (name: string): string | undefined => {
    const value = text(name);
    return value === undefined || (name !== "good" && Number(value) === 0) ? undefined : write.quantity(value, text("uom"));
  };
  const cost = text("unitCost");
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Item", names.item === null ? undefined : names.itemText === null || names.itemText === names.item ? names.item : `${names.item}, ${names.itemText}`],
    ["Lot", names.lot ?? text("number")],
    ["Quantity", quantity("quantity")],
    ["Good", quantity("good")],
    ["Scrap", quantity("scrap")],
    ["Scrap reason", reason("scrapReason")],
    ["Rework", quantity("rework")],
    ["Rework reason", reason("reworkReason")],
    ["Unit cost", cost === undefined ? undefined : write.money(cost)],
    ["Operation", names.opNo === null ? undefined : `op${names.opNo} ${names.operation ?? ""}`.trim()],
    ["Work", text("activity") === "REWORK" ? "rework" : undefined],
    ["Unit", event.workUnit ?? undefined],
    ["From", names.from ?? undefined],
    ["To", names.to ?? undefined],
    ["Recorded by", event.who ?? undefined],
    ["Entered", ORIGIN[text("origin") ?? ""]],
    ["Reason", reason("reason")],
    ["Allowed since", text("overrideReason")],
    ["Approved by", approverIn(payload.approvedBy)],
    ["Closes", payload.final === true ? "the operation" : undefined],
    ["Takes back", text("reversesId") === undefined ? undefined : "an earlier entry"],
  ];
  return rows.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}
