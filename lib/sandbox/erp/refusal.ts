/** The ERP says no: what programs go by, and what a person reads. */
export type BookingRefusal = { readonly kind: "refused"; readonly status: 400 | 409 | 422 | 425; readonly code: string; readonly detail: string };

/** Refused for a business reason: a person is needed. */
export function refuse(code: string, detail: string): BookingRefusal {
  return { kind: "refused", status: 422, code, detail };
}

/** Something that this builds on has not arrived yet: the same message may come again. */
export function tooEarly(detail: string): BookingRefusal {
  return { kind: "refused", status: 425, code: "PREDECESSOR_MISSING", detail };
}
