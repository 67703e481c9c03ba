const KEY = "millrace-clock-offset";

/**
 * How many milliseconds the server's clock was ahead of this device's at their last contact (EX-21); kept for a page that opens without the network. A tablet whose
 * storage is full or refused goes by its own clock there, and what hears the server's is not to fail for that.
 */
export const clockOffset = {
  read(): number {
    // Rendered on the server as well, where no clock is off.
    if (typeof window === "undefined") return 0;
    try {
      const kept = Number(localStorage.getItem(KEY));
      return Number.isFinite(kept) ? kept : 0;
    } catch {
      return 0;
    }
  },
  keep(ms: number): void {
    try {
      localStorage.setItem(KEY, String(Math.round(ms)));
    } catch {
      // Known to this page all the same.
    }
  },
};
