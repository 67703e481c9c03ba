import type { SourceEvent } from "@/lib/queries/finance/cost-lines";

/** Everything that a fact of the event log says, as it was recorded. */
export function EventFacts({ event }: { event: SourceEvent }) {
  const facts = Object.entries(event.payload).filter(([, value]) => value !== null && value !== "");
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-x-6 gap-y-1 py-1.5 text-sm">
      <div className="flex gap-2">
        <dt className="flex-none text-ink-3">Event</dt>
        <dd className="min-w-0 break-all select-all">{event.id}</dd>
      </div>
      <div className="flex gap-2">
        <dt className="flex-none text-ink-3">Type</dt>
        <dd className="min-w-0 break-all">{event.type}</dd>
      </div>
      {facts.map(([name, value]) => (
        <div key={name} className="flex gap-2">
          <dt className="flex-none text-ink-3">{words(name)}</dt>
          <dd className="min-w-0 break-all">{typeof value === "string" ? value : JSON.stringify(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** "scrapReason" is "Scrap reason". */
function words(name: string): string {
  const text = name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
