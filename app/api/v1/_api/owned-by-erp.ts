import type { Actor } from "@/lib/auth/actor";
import { noteOwnedWrite } from "@/lib/edge/note-owned-write";
import { problem } from "@/lib/edge/problem";
import { reader } from "@/lib/edge/reader";
import { governingErps } from "@/lib/queries/api/governing-erps";

/** OWN-01: what the ERP owns (domain §1.2), by the name under which a program would look for it, and what it is called in a sentence. */
export const OWNED_BY_ERP: Readonly<Record<string, string>> = {
  orders: "Number, item, quantity, dates, priority, release and cancellation of an order",
  lots: "Number, supplier lot, expiry and unit cost of a purchased lot",
  items: "Code, text, units, shelf life and price of an item",
  units: "Units of measure and their conversions",
  boms: "Components, quantities and substitutes of a bill of material",
  routings: "Operations, times and yields of a routing",
  "work-centres": "A work centre as planning and costing know it",
  rates: "Rates of labour, machines and overhead",
  prices: "Prices of items",
  "standard-prices": "Standard prices of items",
  "standard-costs": "Standard costs of items",
  "exchange-rates": "Exchange rates",
  commitments: "Lines, quantities and dates that customers were promised",
};

/** Those that have no address of their own to read at. */
export const OWNED_ONLY = Object.keys(OWNED_BY_ERP).filter((resource) => resource !== "orders" && resource !== "lots");

type OwnedCall = { readonly request: Request; readonly actor: Actor };

/**
 * OWN-01: a write to what the ERP owns is refused for every caller, administrators included, and kept in the audit trail. The address
 * names the resource in its first step behind /api/v1. Refusals: FIELD_OWNED_BY_ERP with where to change it, NOT_FOUND for any other resource.
 */
export const ownedEndpoint = {
  name: "api.write-owned",
  access: { who: "known" },
  async run({ request, actor }: OwnedCall) {
    const resource = new URL(request.url).pathname.split("/")[3] ?? "";
    const what = Object.hasOwn(OWNED_BY_ERP, resource) ? OWNED_BY_ERP[resource] : undefined;
    if (what === undefined) return { ok: false, code: "NOT_FOUND", params: {} };
    const [erps] = await Promise.all([governingErps(reader(), actor), noteOwnedWrite(actor, request, resource)]);
    const place = erps.length === 0 ? "the ERP, once one is connected" : erps.join(" or ");
    return problem(
      { code: "FIELD_OWNED_BY_ERP", params: { resource, owner: "ERP", changeIn: erps } },
      { detail: `${what}: the ERP owns this (OWN-01). Change it in ${place}; the change arrives here by itself.` },
    );
  },
} as const;

/** Anything else below /api/v1 that has no address: the same answer as for a thing that is not there. */
export const nothingHere = {
  name: "api.nothing",
  access: { who: "known" },
  run: async () => ({ ok: false, code: "NOT_FOUND", params: {} }),
} as const;
