import type { RefusalEntry } from "./refusal-text";

/** What the quality desk is refused. */
export const QUALITY_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  SIGNATURE_REQUIRED: () => ({ what: "Nothing was signed.", why: "This needs a signature: your e-mail and your password, stated anew.", next: "Do it on the Quality page." }),
  DISPOSITION_SUM: (read) => ({
    what: "The decision was not taken.",
    why: `It is about ${read.figure("quantity")}, and the parts add up to ${read.figure("given")}.`,
    next: "Change the parts until they add up.",
  }),
  NOT_PURCHASED: () => ({ what: "The decision was not taken.", why: "No supplier delivered it, so that nobody can take it back.", next: "Choose something else for this part." }),
  RAISER_DECIDES_NOT: () => ({ what: "The decision was not taken.", why: "You raised it yourself: a second person decides.", next: "Ask another quality manager." }),
};
