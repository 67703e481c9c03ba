const KEY = "millrace-clock-offset";

/** How many milliseconds the server's clock was ahead of this device's at their last contact (EX-21); kept for a page that opens without the network. */
export const clockOffset = {
  read(): number {
    // Rendered on the server as well, where no clock is off.
    const kept = typeof localStorage === "undefined" ? 0 : Number(localStorage.getItem(KEY));
    return Number.isFinite(kept) ? kept : 0;
  },
  keep: (ms: number): void => localStorage.setItem(KEY, String(Math.round(ms))),
};
