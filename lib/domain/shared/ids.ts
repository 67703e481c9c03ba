declare const brand: unique symbol;

/** A UUIDv7 that names one kind of thing. */
export type Id<Kind extends string> = string & { readonly [brand]?: Kind };
