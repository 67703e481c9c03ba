import { forgetFloor } from "@/lib/client/floor-database";
import { pagesOfBrowser } from "@/lib/client/pages-of-browser";

/** Removes all that a tablet keeps, from a browser that is none any more (ASVS 14.3): what was not sent goes as well, for nobody can sign on here to send it. */
export async function forgetTablet(): Promise<void> {
  for (const name of Object.keys(localStorage)) if (name.startsWith("millrace-")) localStorage.removeItem(name);
  // Pages without https have neither.
  if (navigator.serviceWorker !== undefined) for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  if (globalThis.caches !== undefined) for (const name of await caches.keys()) if (name.startsWith("floor-")) await caches.delete(name);
  await forgetFloor();
  // Another page that still stands open must not take it for a disk that was emptied, and keep it.
  pagesOfBrowser().pages?.tell();
}
