/** Parameters that a refusal's text is made from; text or numbers only, so that they travel as JSON. */
export type RefusalParams = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** What a rule answers: the facts that follow, or a refusal that a person can act on. */
export type Decision<Fact, Code extends string = string> =
  | { readonly ok: true; readonly value: Fact }
  | { readonly ok: false; readonly code: Code; readonly params: RefusalParams };

/** The rule holds; `value` is what follows from it. */
export function accept<Fact>(value: Fact): { readonly ok: true; readonly value: Fact } {
  return { ok: true, value };
}

/** The rule refuses; `code` names it, `params` fill its text. */
export function refuse<Code extends string>(code: Code, params: RefusalParams = {}): { readonly ok: false; readonly code: Code; readonly params: RefusalParams } {
  return { ok: false, code, params };
}
