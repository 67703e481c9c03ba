import { Field } from "@/components/ui/field";

/** Both components of a signature (SEC-12), typed anew for each. */
export type Signature = { readonly email: string; readonly password: string };

export const UNSIGNED: Signature = { email: "", password: "" };

/** Who signs and the password; below them what the signature says. */
export function SignFields({ value, meaning, onChange }: { value: Signature; meaning: string; onChange: (value: Signature) => void }) {
  return (
    <fieldset className="grid gap-2 rounded border border-line px-3 pt-1 pb-3">
      <legend className="px-1 text-sm font-medium">Signature</legend>
      <Field label="Your e-mail" type="email" autoComplete="off" value={value.email} onChange={(event) => onChange({ ...value, email: event.target.value })} />
      <Field label="Your password" type="password" autoComplete="off" value={value.password} onChange={(event) => onChange({ ...value, password: event.target.value })} />
      <p className="text-xs text-ink-3">{meaning} Your name, the time and this meaning are stored with it.</p>
    </fieldset>
  );
}
