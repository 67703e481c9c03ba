import type { RefusalEntry } from "./refusal-text";

/** What the quality desk is refused. */
export const QUALITY_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  SIGNATURE_REQUIRED: () => ({
    what: "Nothing was signed.",
    why: "This needs a signature: your e-mail and your password, stated anew.",
    next: "Do it at a desk, on the page that it stands on.",
  }),
  NO_PASSWORD_HERE: () => ({
    what: "Nothing was signed.",
    why: "You sign in through your company's identity provider, and a signature here needs a password of Millrace itself.",
    next: "Let whoever sets the plant up give your account one in the company file, or let somebody else sign who may.",
  }),
  DISPOSITION_SUM: (read) => ({
    what: "The decision was not taken.",
    why: `It is about ${read.figure("quantity")}, and the parts add up to ${read.figure("given")}.`,
    next: "Change the parts until they add up.",
  }),
  DISPOSITION_GONE: (read) => ({
    what: "It was not closed.",
    why: `Of ${read.figure("asked")} that are to be scrapped or reworked ${read.figure("available")} are still there.`,
    next: "Record it where it is now, and close it without posting.",
  }),
  OPERATION_ENDED: () => ({
    what: "It was not closed.",
    why: "The operation has ended, so that nothing can be reworked at it.",
    next: "Let the shift lead open the order again, or close it without posting.",
  }),
  RETURN_NOT_GONE: (read) => ({
    what: "It was not closed.",
    why: `${read.figure("left")} that go back to the supplier still lie in stock by the ERP's books.`,
    next: "Let the ERP post the return; close it when the stock is gone.",
  }),
  NOT_PURCHASED: () => ({ what: "The decision was not taken.", why: "No supplier delivered it, so that nobody can take it back.", next: "Choose something else for this part." }),
  INSTRUCTION_OVER: () => ({ what: "Nothing was changed.", why: "This version is published, withdrawn or ended already.", next: "Open the newest version." }),
  INSTRUCTION_EMPTY: () => ({ what: "It was not published.", why: "It says nothing yet.", next: "Write a step, a paragraph or a point of the checklist first." }),
  OPERATION_UNKNOWN: (read) => ({ what: "It was not saved.", why: `No routing of the item has an operation ${read.text("opNo")}.`, next: "Choose another operation." }),
  FILE_UNKNOWN: () => ({ what: "It was not saved.", why: "A picture or PDF of it is not stored at this site.", next: "Add the file again." }),
  FILE_NOT_TAKEN: () => ({
    what: "The file was not taken.",
    why: "By its bytes it is no PNG, JPEG or WebP picture and no whole PDF.",
    next: "Save it as one of these and add it again.",
  }),
  FILE_TOO_LARGE: (read) => ({ what: "The file was not taken.", why: `It has more than ${read.figure("max")} MB.`, next: "Make it smaller and add it again." }),
  SECOND_APPROVER_REQUIRED: () => ({ what: "It was not approved.", why: "You approved it for the other side yourself.", next: "Ask somebody else to approve it." }),
  NOT_REWORK: () => ({ what: "Nothing was allowed.", why: "It is not about rework.", next: "Decide over it instead." }),
  RAISER_DECIDES_NOT: () => ({ what: "The decision was not taken.", why: "You raised it yourself: a second person decides.", next: "Ask another quality manager." }),
};
