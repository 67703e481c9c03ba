import { refuse } from "./decision";

/** How long a person may take back what they recorded without a lead (UI-10, domain §10.1). */
const UNDO_SECONDS = 30;

/** Refuses with UNDO_EXPIRED what is neither a lead's to take back nor, within 30 s, that of whoever recorded it; null where it may be. */
export function refuseLateUndo({ own, ageSeconds, mayReverseAny }: { readonly own: boolean; readonly ageSeconds: number; readonly mayReverseAny: boolean }) {
  return mayReverseAny || (own && ageSeconds <= UNDO_SECONDS) ? null : refuse("UNDO_EXPIRED", { seconds: UNDO_SECONDS });
}
