import Form from "next/form";
import { Button } from "@/components/ui/button";
import { ChipLink } from "@/components/ui/chip";
import { hrefWith, isFiltered, type MessageParams } from "@/app/(admin)/messages/search-params";
import { MESSAGE_TYPES, typeLabel } from "@/lib/format/message-types";
import { TypeSelect } from "./type-select";

const DIRECTIONS = [
  { value: null, label: "Both ways" },
  { value: "out", label: "To the ERP" },
  { value: "in", label: "From the ERP" },
] as const;
const STATES = [
  { value: null, label: "All" },
  { value: "held", label: "Held up" },
  { value: "waiting", label: "On their way" },
  { value: "done", label: "Done" },
  { value: "passed", label: "Passed over" },
] as const;

/** Narrows the list; all of it lives in the address, so that a link leads to the same rows. */
export function FilterBar({ params }: { params: MessageParams }) {
  const types = MESSAGE_TYPES.map((type) => ({ value: hrefWith(params, { type }, "#messages"), label: typeLabel(type) }));
  return (
    <div className="flex flex-wrap items-center gap-x-5 gap-y-2 border-b border-line px-4 pb-3">
      <div role="group" aria-label="Direction" className="flex gap-1.5">
        {DIRECTIONS.map(({ value, label }) => (
          <ChipLink key={label} href={hrefWith(params, { direction: value }, "#messages")} label={label} current={params.direction === value} />
        ))}
      </div>
      <div role="group" aria-label="State" className="flex gap-1.5">
        {STATES.map(({ value, label }) => (
          <ChipLink key={label} href={hrefWith(params, { state: value }, "#messages")} label={label} current={params.state === value} />
        ))}
      </div>
      <TypeSelect
        label="Kind"
        value={params.type === null ? "" : hrefWith(params, { type: params.type }, "#messages")}
        options={[{ value: hrefWith(params, { type: null }, "#messages"), label: "Every kind" }, ...types]}
      />
      <Form action="/messages" scroll={false} className="ml-auto flex items-center gap-1.5">
        {Object.entries(params).map(([name, value]) => (value === null || name === "q" || name === "before" ? null : <input key={name} type="hidden" name={name} value={value} />))}
        <input
          type="search"
          name="q"
          key={params.q ?? ""}
          defaultValue={params.q ?? ""}
          aria-label="Order, lot, document or a word of the message"
          placeholder="Order, document or any word"
          className="min-h-8 w-56 rounded border border-line-strong bg-raised px-3 text-ink placeholder:text-ink-3"
        />
        <Button type="submit" icon="search">
          Find
        </Button>
      </Form>
      {params.order === null ? null : <ChipLink href={hrefWith(params, { order: null }, "#messages")} label="Only" value={`${params.order}  ×`} current />}
      {isFiltered(params) ? <ChipLink href={hrefWith(params, { direction: null, state: null, type: null, order: null, q: null }, "#messages")} label="Show everything" /> : null}
    </div>
  );
}
