import type { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import type { Permission } from "@/lib/auth/permissions";

/** What the document says of an address, beside what its handler does. */
export type EndpointDoc = {
  readonly path: `/api/v1/${string}`;
  readonly group: string;
  readonly summary: string;
  readonly description?: string;
  readonly permission: Permission;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** What the query names may not be there: it answers 404 then, as an address with names in it does. */
  readonly missing?: true;
  /** The very schema that the answer was read with. */
  readonly answer: z.ZodType;
};

type Call<Params, Query> = { readonly actor: Actor; readonly params: Params; readonly query: Query };

type Spec<Params extends z.ZodObject | undefined, Query extends z.ZodObject | undefined> = Omit<EndpointDoc, "params" | "query"> & {
  /** Name in metrics and logs. */
  readonly name: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly run: (call: Call<Params extends z.ZodObject ? z.infer<Params> : undefined, Query extends z.ZodObject ? z.infer<Query> : undefined>) => Promise<unknown>;
};

/** A read of the public API: give it to `defineHandler` for the route, and to the document. Machines come with a key, people with their session. */
export function endpoint<const Params extends z.ZodObject | undefined = undefined, const Query extends z.ZodObject | undefined = undefined>(spec: Spec<Params, Query>) {
  return { ...spec, access: { who: "either", permission: spec.permission } } as const;
}
