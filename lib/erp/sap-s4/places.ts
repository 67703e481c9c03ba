import type { Words } from "@/lib/erp/words";
import { Refused } from "./refused";
import type { SapSettings } from "./settings";

/** SAP's work centre of one of our work units: machines of a work centre share its confirmations. */
export function workCentreOf(workUnit: string, settings: Pick<SapSettings, "unitSuffix">, words: Words): string {
  const suffix = `.${settings.unitSuffix}`;
  return workUnit.endsWith(suffix) ? words.theirs("WORK_CENTRE", workUnit.slice(0, -suffix.length)) : workUnit;
}

/** A storage location where the code can be one of SAP's; places that Millrace keeps beside its lines mean the order's own. */
export function storageLocationOf(location: string | null, ...others: readonly (string | null | undefined)[]): string | null {
  const own = location !== null && /^[A-Z0-9]{1,4}$/.test(location) ? location : null;
  return own ?? others.find((place) => place !== undefined && place !== null && place !== "") ?? null;
}

/** The batch of a movement; none for what is not tracked. @throws Refused for a number that SAP's field cannot hold. */
export function batchOf(lot: string | null): { readonly Batch?: string } {
  if (lot === null) return {};
  if (lot.length > 10) throw new Refused("LOT_TOO_LONG", `SAP keeps ten characters of a batch number, ${lot} has ${lot.length}.`);
  return { Batch: lot };
}

/** A reason code of SAP. @throws Refused for one of ours that has no counterpart there. */
export function reasonOf(reason: string): string {
  if (reason.length > 4) throw new Refused("REASON_UNKNOWN", `The reason ${reason} has no code of SAP: add it to the words of the connection.`);
  return reason;
}
