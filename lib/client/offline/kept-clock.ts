/** How many milliseconds the server's clock was ahead of this device's at their last contact (EX-21); kept for a page that opens without the network. */
export const clockOffset = keptNumber("millrace-clock-offset");

/** The event time of the latest entry of this device, in ms (EX-21): what is tapped on the next page comes after it. */
export const latestEntry = keptNumber("millrace-latest-entry");

/** A number of this device, 0 at first. Where the storage is full or refused there is none over a reload, and what keeps one is not to fail for that. */
function keptNumber(key: string) {
  return {
    read(): number {
      // Rendered on the server as well, where nothing is kept.
      if (typeof window === "undefined") return 0;
      try {
        const kept = Number(localStorage.getItem(key));
        return Number.isFinite(kept) ? kept : 0;
      } catch {
        return 0;
      }
    },
    keep(value: number): void {
      try {
        localStorage.setItem(key, String(Math.round(value)));
      } catch {
        // Known to this page all the same.
      }
    },
  };
}
