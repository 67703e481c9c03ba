import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { refuseLateUndo } from "@/lib/domain/shared/undo";

/** A lot on a work unit, as it is known. */
type Mounted = { readonly mountId: string; readonly lotId: string; readonly itemId: string; readonly from: Date; readonly to: Date | null };

/** A lot that is on again as if it had never come off; `to`: when another one of its item came on since, null while it is on. */
export type BroughtBack = { readonly mountId: string; readonly lotId: string; readonly to: Date | null };

export type ReverseMountContext = {
  readonly mount: Mounted;
  /** What came off as it was put on. */
  readonly tookOff: readonly Mounted[];
  /** Whatever else was put on the same unit since. */
  readonly since: readonly Mounted[];
  /** The caller put it on. */
  readonly own: boolean;
  /** Seconds since that was recorded. */
  readonly ageSeconds: number;
  readonly mayReverseAny: boolean;
};

/** Whether a mount was taken back. */
const never = ({ from, to }: Mounted): boolean => to !== null && to.getTime() === from.getTime();

/**
 * EX-19, TR-01: a mount is taken back while its lot is on, by whoever made it within 30 s, or by a lead. It never was then: what had come off for it is on from that same
 * instant, up to where another lot of its item has taken its place meanwhile.
 */
export function decideMountReversal({ mount, tookOff, since, ...by }: ReverseMountContext): Decision<readonly BroughtBack[], "ALREADY_REVERSED" | "NOT_MOUNTED" | "UNDO_EXPIRED"> {
  if (mount.to !== null) return never(mount) ? refuse("ALREADY_REVERSED", { by: null }) : refuse("NOT_MOUNTED");
  const late = refuseLateUndo(by);
  if (late !== null) return late;
  return accept(
    tookOff.map(({ mountId, lotId, itemId }) => {
      const later = since.filter((one) => one.itemId === itemId && !never(one) && one.mountId !== mount.mountId && one.mountId !== mountId).map((one) => one.from.getTime());
      return { mountId, lotId, to: later.length === 0 ? null : new Date(Math.min(...later)) };
    }),
  );
}
