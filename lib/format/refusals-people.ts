import type { RefusalEntry } from "./refusal-text";

/** What whoever looks after users is refused (SEC-01). */
export const PEOPLE_REFUSALS: Readonly<Record<string, RefusalEntry>> = {
  ROLE_OF_SELF: () => ({ what: "The role was not changed.", why: "Nobody changes their own roles.", next: "Ask another user administrator." }),
  ROLE_HELD: () => ({ what: "The role was not granted.", why: "This account has it at this site already.", next: "Read the page anew: somebody else was quicker." }),
  ROLE_NOT_HELD: () => ({
    what: "The role was not withdrawn.",
    why: "This account does not have it at this site any more.",
    next: "Read the page anew: somebody else was quicker.",
  }),
  ACCOUNT_CLOSED: () => ({ what: "The role was not granted.", why: "This account is closed.", next: "Open it again in the company file first." }),
  ADMIN_ALONE: () => ({
    what: "The role was not granted.",
    why: "Who looks after users has no other role, at no site.",
    next: "Give it to an account of its own, or withdraw the others first.",
  }),
};
