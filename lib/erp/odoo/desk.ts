import type { Production } from "./api-types";
import type { OdooClient } from "./client";
import type { FieldNames } from "./field-names";
import { type Chain, findChain, openMember } from "./orders";
import { Refused } from "./refused";
import type { OdooSettings } from "./settings";
import type { Notebook } from "./steps";

/** What a message is turned into steps with. */
export type Desk = { readonly client: OdooClient; readonly settings: OdooSettings; readonly names: FieldNames; readonly book: Notebook };

/** An order of ours, and the part of it in Odoo that a message books on. */
export type Target = { readonly chain: Chain; readonly member: Production };

/** The part that the message began on; at its first attempt the one that is open. @throws Refused UNKNOWN_ORDER, ORDER_OVER, NOT_CONFIRMED. */
export async function targetOf({ client, settings, names, book }: Desk, order: string): Promise<Target> {
  const chain = await findChain(client, names, settings.companyId, order);
  const begun = book.memory.production;
  const member = begun === null ? openMember(chain) : chain.members.find((one) => one.id === begun);
  if (member === undefined) throw new Refused("ORDER_OVER", `Order ${order} is done or cancelled in Odoo and takes nothing more.`);
  if (member.state === "draft") throw new Refused("NOT_CONFIRMED", `Order ${order} is a draft in Odoo: confirm it there.`);
  return { chain, member };
}
