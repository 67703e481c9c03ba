import "server-only";
import type { Database } from "@/db/client";
import type { Clock } from "@/lib/platform/clock";

/** One thing that changed, for screens that show it: ids only. */
export type Change = { readonly siteId: string; readonly kind: string; readonly id: string; readonly orderId: string | null };

/** What commands need from outside. The composition makes it once per process. */
export type Services = {
  readonly db: Database;
  readonly clock: Clock;
  /** Tells open screens what changed, after commit. It must not throw: a screen that is told late is not a failed command. */
  tellLive(changes: readonly Change[]): void;
  /** Wakes the dispatchers after a commit that wrote to the outbox; a hint, the dispatchers' timer finds what a lost one leaves. */
  wakeOutbox(): void;
};

/** What is to be told after commit: screens of what changed, dispatchers that something was written to the outbox. */
export type ToTell = { readonly changed: readonly Change[]; readonly outbox: boolean };

/** Tells it; to be called after commit. */
export function tell(services: Services, { changed, outbox }: ToTell): void {
  if (changed.length > 0) services.tellLive(changed);
  if (outbox) services.wakeOutbox();
}
