import { isConflict } from "./documents";

/** How often a document that somebody else changed meanwhile is read again. */
const MOST_READS = 4;

/** Runs it anew, from reading on, while ERPNext says that the document has changed or is locked. */
export async function again<Result>(run: () => Promise<Result>): Promise<Result> {
  for (let reads = 1; ; reads++) {
    try {
      return await run();
    } catch (error) {
      if (reads >= MOST_READS || !isConflict(error)) throw error;
    }
  }
}
