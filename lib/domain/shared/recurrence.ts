/** §2.2: within this time after it was resolved the same thing goes on with the old exception; exactly 15 min still is. */
export const RECURS_SECONDS = 15 * 60;
