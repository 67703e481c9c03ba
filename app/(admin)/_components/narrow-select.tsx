import { AddressSelect } from "@/components/ui/address-select";

type NarrowSelectProps<Value extends string> = {
  label: string;
  /** What is chosen; null while everything is shown. */
  value: Value | null;
  /** What showing everything is called. */
  every: string;
  options: readonly { readonly value: Value; readonly label: string }[];
  /** The address of the list with a choice made. */
  href: (value: Value | null) => string;
};

/** Narrows a list to one of several, or shows everything: the choice lives in the address. */
export function NarrowSelect<Value extends string>({ label, value, every, options, href }: NarrowSelectProps<Value>) {
  return (
    <AddressSelect label={label} value={href(value)} options={[{ value: href(null), label: every }, ...options.map((each) => ({ value: href(each.value), label: each.label }))]} />
  );
}
