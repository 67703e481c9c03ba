import type { Page } from "@playwright/test";

/** All that the tablet of the page keeps in its own database, as text: the queue of commands, views, and who may sign on. */
export async function keptOnTablet(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const open = indexedDB.open("millrace-floor");
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      open.addEventListener("success", () => resolve(open.result));
      open.addEventListener("error", () => reject(open.error ?? new Error("not opened")));
    });
    const read = (store: string) =>
      new Promise<unknown>((resolve, reject) => {
        const all = db.transaction(store).objectStore(store).getAll();
        all.addEventListener("success", () => resolve(all.result));
        all.addEventListener("error", () => reject(all.error ?? new Error("not read")));
      });
    const stores = await Promise.all(["commands", "views", "people"].map(read));
    db.close();
    return JSON.stringify(stores);
  });
}
