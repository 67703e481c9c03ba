/** SEC-15: of what cannot be read or placed so many messages a minute of one source are kept, the others counted; a source that says more is named to IT. */
export const REFUSED_A_MINUTE = 1_000;
