import Form from "next/form";
import { NarrowSelect } from "@/app/(admin)/_components/narrow-select";
import { Button } from "@/components/ui/button";
import { ChipLink } from "@/components/ui/chip";
import { hrefWith, isFiltered, type MessageParams, UNFILTERED } from "@/app/(admin)/messages/search-params";
import { MESSAGE_TYPES, typeLabel } from "@/lib/format/message-types";

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

type FilterBarProps = { params: MessageParams; connections: readonly { code: string; name: string }[]; sites: readonly string[] };

/** Narrows the list; all of it lives in the address, so that a link leads to the same rows. */
export function FilterBar({ params, connections, sites }: FilterBarProps) {
  const href = (change: Partial<MessageParams>) => hrefWith(params, change, "#messages");
  return (
    <div className="grid gap-2 border-b border-line px-4 pb-3">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <div role="group" aria-label="Direction" className="flex gap-1.5">
          {DIRECTIONS.map(({ value, label }) => (
            <ChipLink key={label} href={href({ direction: value })} label={label} current={params.direction === value} />
          ))}
        </div>
        <div role="group" aria-label="State" className="flex gap-1.5">
          {STATES.map(({ value, label }) => (
            <ChipLink key={label} href={href({ state: value })} label={label} current={params.state === value} />
          ))}
        </div>
        <NarrowSelect
          label="Kind"
          value={params.type}
          every="Every kind"
          options={MESSAGE_TYPES.map((type) => ({ value: type, label: typeLabel(type) }))}
          href={(type) => href({ type })}
        />
        {connections.length < 2 && params.erp === null ? null : (
          <NarrowSelect
            label="ERP"
            value={params.erp}
            every="Every ERP"
            options={connections.map(({ code, name }) => ({ value: code, label: name }))}
            href={(erp) => href({ erp })}
          />
        )}
        {sites.length < 2 && params.site === null ? null : (
          <NarrowSelect label="Site" value={params.site} every="Every site" options={sites.map((code) => ({ value: code, label: code }))} href={(site) => href({ site })} />
        )}
      </div>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <SearchForm params={params} />
        {params.order === null ? null : <ChipLink href={href({ order: null })} label="Only" value={`${params.order}  ×`} current />}
        {isFiltered(params) ? <ChipLink href={href(UNFILTERED)} label="Show everything" className="ml-auto" /> : null}
      </div>
    </div>
  );
}

const SEARCHED = new Set(["q", "from", "until", "before"]);
const CONTROL = "min-h-8 rounded border border-line-strong bg-raised px-3 text-ink placeholder:text-ink-3";

/** What a person has in hand, and when it was: over everything that is kept. */
function SearchForm({ params }: { params: MessageParams }) {
  return (
    <Form action="/messages" scroll={false} role="search" aria-label="Find messages" className="flex flex-wrap items-center gap-x-4 gap-y-2">
      {Object.entries(params).map(([name, value]) => (value === null || SEARCHED.has(name) ? null : <input key={name} type="hidden" name={name} value={value} />))}
      <input
        type="search"
        name="q"
        key={params.q ?? ""}
        defaultValue={params.q ?? ""}
        maxLength={120}
        aria-label="Order, lot, document or id, or words of the message or of its error"
        placeholder="Order, document, id, or words of message or error"
        className={`${CONTROL} w-96 max-w-full`}
      />
      {(["from", "until"] as const).map((name) => (
        <label key={name} className="flex items-center gap-2 text-sm text-ink-2">
          {name === "from" ? "From" : "Until"}
          <input type="datetime-local" name={name} key={params[name] ?? ""} defaultValue={params[name] ?? ""} className={CONTROL} />
        </label>
      ))}
      <Button type="submit" icon="search">
        Find
      </Button>
    </Form>
  );
}
