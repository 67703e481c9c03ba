import type { Doc, Store } from "./store";

/** How the site is set up, as far as its rules look at it. */
export type SiteSettings = {
  company: string;
  /** Manufacturing Settings: whether consumption may be booked apart from the receipt. */
  materialConsumption: boolean;
  /** Manufacturing Settings: Overproduction Percentage For Work Order. */
  overproductionPct: number;
  /** Stock Settings: postings up to this day are refused. */
  stockFrozenUpto: string | null;
  /** Version 15 books on an order with operations only what all of them have completed; off: as orders without job cards behave. */
  operationsCheck: boolean;
};

/** What rules work on. */
export type Site = { readonly store: Store; readonly settings: SiteSettings };

/** The rules of a doctype, run inside the transaction of the request. */
export type Rules = {
  readonly validate?: (site: Site, doc: Doc, before: Doc | null) => Doc;
  readonly onSubmit?: (site: Site, doc: Doc) => void;
  readonly onCancel?: (site: Site, doc: Doc) => void;
};
