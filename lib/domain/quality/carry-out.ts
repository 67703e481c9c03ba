import { type Decimal, min, sum, ZERO } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { DispositionKind } from "./nonconformance";

type Line = { readonly decision: DispositionKind; readonly quantity: Decimal };

/** What was decided, by decision; what nothing was decided of is zero. */
export function decided(lines: readonly Line[]): Readonly<Record<DispositionKind, Decimal>> {
  const of = (kind: DispositionKind) => sum(lines.filter(({ decision }) => decision === kind).map(({ quantity }) => quantity));
  return { SCRAP: of("SCRAP"), REWORK: of("REWORK"), USE_AS_IS: of("USE_AS_IS"), REGRADE: of("REGRADE"), RETURN_TO_VENDOR: of("RETURN_TO_VENDOR") };
}

/** How much of the good of an entry becomes scrap, and how much goes to rework. */
export type EntryShare = { readonly id: string; readonly scrap: Decimal; readonly rework: Decimal };

/**
 * §2.1: from which entries what is to be scrapped and reworked comes, in the order in which they are given, scrap first; entries that give nothing are left
 * out. Refused where they have not that much good left.
 */
export function sharesOfEntries(
  entries: readonly { readonly id: string; readonly good: Decimal }[],
  wanted: { readonly scrap: Decimal; readonly rework: Decimal },
): Decision<readonly EntryShare[], "DISPOSITION_GONE"> {
  const asked = wanted.scrap.plus(wanted.rework);
  const there = sum(entries.map(({ good }) => good));
  if (there.lt(asked)) return refuse("DISPOSITION_GONE", { available: there.toFixed(), asked: asked.toFixed() });
  let [scrapLeft, reworkLeft] = [wanted.scrap, wanted.rework];
  const shares = entries.map(({ id, good }): EntryShare => {
    const scrap = min(good, scrapLeft);
    const rework = min(good.minus(scrap), reworkLeft);
    [scrapLeft, reworkLeft] = [scrapLeft.minus(scrap), reworkLeft.minus(rework)];
    return { id, scrap, rework };
  });
  return accept(shares.filter(({ scrap, rework }) => scrap.gt(0) || rework.gt(0)));
}

/**
 * §2.1: whether what was decided over a lot may be carried out on what lies in stock of it. What goes back to the supplier leaves it by the ERP's own
 * document, so that it has to be gone before: RETURN_NOT_GONE with what still lies there. Answers what is scrapped.
 */
export function scrapOfLot(onHand: Decimal, lines: readonly Line[]): Decision<Decimal, "DISPOSITION_GONE" | "RETURN_NOT_GONE"> {
  const { SCRAP, REWORK, USE_AS_IS, REGRADE, RETURN_TO_VENDOR } = decided(lines);
  if (onHand.lt(SCRAP)) return refuse("DISPOSITION_GONE", { available: onHand.toFixed(), asked: SCRAP.toFixed() });
  const over = onHand.minus(SCRAP).minus(REWORK).minus(USE_AS_IS).minus(REGRADE);
  if (RETURN_TO_VENDOR.gt(ZERO) && over.gt(ZERO)) return refuse("RETURN_NOT_GONE", { left: min(over, RETURN_TO_VENDOR).toFixed() });
  return accept(SCRAP);
}

/** Whether what is left of a lot once it is carried out may be used: none of it waits for a rework that is not posted here. */
export function isUsableAfter(lines: readonly Line[], reworkIsPosted: boolean): boolean {
  const { REWORK, USE_AS_IS, REGRADE } = decided(lines);
  return USE_AS_IS.plus(REGRADE).gt(ZERO) && (reworkIsPosted || REWORK.isZero());
}
