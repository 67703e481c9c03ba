import type { MessageFilter } from "@/lib/queries/admin/message-filter";

/** Nothing narrowed: all that is kept. */
export const EVERY_MESSAGE: MessageFilter = { direction: null, state: null, type: null, order: null, search: null, from: null, until: null, before: null };
