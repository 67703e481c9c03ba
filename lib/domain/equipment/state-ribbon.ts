import type { ClosedInterval, Interval } from "@/lib/domain/shared/interval";

/** A piece of a ribbon: what its machine did, or mostly did. */
export type RibbonPiece<Kind> = ClosedInterval & { readonly kind: Kind };

/**
 * A picture of contiguous intervals that has no more pieces than pixels: as they are where there are few, else each pixel shows what took most of it (the first of
 * equals), and pixels that show the same are one piece. Expects intervals in order, apart from each other; where there is none the ribbon has a gap.
 */
export function stateRibbon<Kind>(
  intervals: readonly (Interval & { readonly kind: Kind })[],
  span: ClosedInterval,
  pixels: number,
  same: (one: Kind, two: Kind) => boolean,
): RibbonPiece<Kind>[] {
  const [start, end] = [span.from.getTime(), span.to.getTime()];
  const cut = intervals.flatMap(({ from, to, kind }) => {
    const [low, high] = [Math.max(start, from.getTime()), Math.min(end, to === null ? end : to.getTime())];
    return low < high ? [{ low, high, kind }] : [];
  });
  const pieces = cut.length <= pixels ? cut : mostOfEach(cut, start, end, Math.max(1, Math.ceil((end - start) / pixels)), same);
  return joined(pieces, same).map(({ low, high, kind }) => ({ from: new Date(low), to: new Date(high), kind }));
}

type Piece<Kind> = { readonly low: number; readonly high: number; readonly kind: Kind };

function mostOfEach<Kind>(pieces: readonly Piece<Kind>[], start: number, end: number, stepMs: number, same: (one: Kind, two: Kind) => boolean): Piece<Kind>[] {
  const out: Piece<Kind>[] = [];
  let first = 0;
  for (let low = start; low < end; low += stepMs) {
    const high = Math.min(end, low + stepMs);
    const shares: { kind: Kind; length: number }[] = [];
    for (let index = first; index < pieces.length; index += 1) {
      const piece = pieces[index];
      if (piece === undefined || piece.low >= high) break;
      // What ends within this pixel is of no use to the next.
      if (piece.high <= high) first = index + 1;
      const length = Math.min(high, piece.high) - Math.max(low, piece.low);
      const known = shares.find(({ kind }) => same(kind, piece.kind));
      if (known === undefined) shares.push({ kind: piece.kind, length });
      else known.length += length;
    }
    const most = shares.reduce<{ kind: Kind; length: number } | null>((best, share) => (best === null || share.length > best.length ? share : best), null);
    if (most !== null) out.push({ low, high, kind: most.kind });
  }
  return out;
}

function joined<Kind>(pieces: readonly Piece<Kind>[], same: (one: Kind, two: Kind) => boolean): Piece<Kind>[] {
  const out: Piece<Kind>[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last !== undefined && last.high === piece.low && same(last.kind, piece.kind)) out[out.length - 1] = { ...last, high: piece.high };
    else out.push(piece);
  }
  return out;
}
