import { type ClosedInterval, intersect, without } from "@/lib/domain/shared/interval";

/** A span in which a work unit stands by plan, with its reason. */
export type Standing = ClosedInterval & { readonly reason: string };

/** What the ERP had planned of a unit, as it is kept. */
export type KeptStanding = Standing & { readonly id: string };

/** What changes: of what is called off, what has passed of it stays up to `to`; null: nothing of it had begun. */
export type DowntimeChanges = { readonly cancel: readonly { readonly id: string; readonly to: Date | null }[]; readonly plan: readonly Standing[] };

const MINUTE_MS = 60_000;

/**
 * §6.1.1, OWN-02: what becomes of the planned downtime of one unit when the ERP names all that it plans. It counts from the minute of `now` on: what has passed was
 * planned or was not. What is named as before stays; what is named no more is called off. Where people of the plant have planned the unit to stand it stands by
 * that, and by the ERP's plan around it: a unit stands once at a time.
 */
export function erpDowntime(kept: readonly KeptStanding[], named: readonly Standing[], people: readonly ClosedInterval[], now: Date): DowntimeChanges {
  const begin = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS);
  const open = kept.filter(({ to }) => to > now);
  const wanted = named.flatMap(({ from, to, reason }) => {
    const span = { from: from < begin ? begin : from, to };
    if (span.to <= now || span.to <= span.from) return [];
    const taken = people.flatMap((one) => intersect(one, span) ?? []).toSorted((a, b) => a.from.getTime() - b.from.getTime());
    return without(span, taken).map((free) => ({ ...free, reason }));
  });
  const same = (old: KeptStanding, one: Standing): boolean =>
    old.reason === one.reason && old.to.getTime() === one.to.getTime() && (old.from <= now ? one.from.getTime() === begin.getTime() : old.from.getTime() === one.from.getTime());
  return {
    cancel: open.filter((old) => !wanted.some((one) => same(old, one))).map(({ id, from }) => ({ id, to: from < now ? now : null })),
    plan: wanted.filter((one) => !open.some((old) => same(old, one))),
  };
}
