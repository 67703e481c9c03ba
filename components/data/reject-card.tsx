import type { ReactNode } from "react";

type RejectCardProps = {
  /** The refusal in words: "The ERP refused 240 good because October is locked". */
  title: string;
  /** Which message, which order, when. */
  sub: ReactNode;
  happened: ReactNode;
  /** What to do, one step after the other. */
  steps: readonly ReactNode[];
  /** The fact as it was recorded, name and value; it is never edited. */
  facts: readonly { readonly name: string; readonly value: ReactNode }[];
  /** The ERP's own words. */
  quote?: string;
  /** The main step as a `Button` of size `lg`, then the others. */
  actions?: ReactNode;
  note?: ReactNode;
  labels?: { happened: string; steps: string; facts: string; quote: string };
};

const LABELS = { happened: "What happened", steps: "What to do", facts: "The fact, not editable", quote: "The ERP's own words" };
const CAPTION = "mb-[3px] text-xs font-medium text-ink-3";

/** A message that the ERP refused: what happened, what to do, the fact, the ERP's words. */
export function RejectCard({ title, sub, happened, steps, facts, quote, actions, note, labels = LABELS }: RejectCardProps) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col rounded border-2 border-down-edge bg-surface">
      <header className="border-b border-line px-[18px] pt-3.5 pb-3">
        <h2 className="mb-1 text-lg leading-tight font-semibold tracking-[-0.01em]">{title}</h2>
        <p className="text-sm text-ink-2">{sub}</p>
      </header>
      <div className="grid flex-1 content-start gap-3 px-[18px] py-3">
        <div>
          <h3 className={CAPTION}>{labels.happened}</h3>
          <div className="leading-[1.45]">{happened}</div>
        </div>
        {steps.length === 0 ? null : (
          <div>
            <h3 className={CAPTION}>{labels.steps}</h3>
            <ol className="grid gap-2">
              {steps.map((step, index) => (
                <li key={index} className="grid grid-cols-[24px_1fr] gap-2">
                  <span aria-hidden="true" className="grid size-5 place-items-center rounded-full border-[1.5px] border-ink-3 text-xs font-semibold">
                    {index + 1}
                  </span>
                  <span>{step}</span>
                </li>
              ))}
            </ol>
          </div>
        )}
        <div>
          <h3 className={CAPTION}>{labels.facts}</h3>
          <FactList facts={facts} />
        </div>
        {quote === undefined ? null : (
          <div>
            <h3 className={CAPTION}>{labels.quote}</h3>
            <p className="rounded-sm bg-canvas px-2.5 py-2 font-cond text-sm break-words text-ink-2">{quote}</p>
          </div>
        )}
      </div>
      {actions === undefined && note === undefined ? null : (
        <footer className="grid gap-2 border-t border-line px-[18px] pt-3.5 pb-4">
          {actions}
          {note === undefined ? null : <p className="text-xs text-ink-3">{note}</p>}
        </footer>
      )}
    </section>
  );
}

/** Names at the left, values at the right: the fields of one fact. */
export function FactList({ facts }: { facts: readonly { readonly name: string; readonly value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-[3px] text-sm">
      {facts.map((fact) => (
        <div key={fact.name} className="contents">
          <dt className="text-ink-3">{fact.name}</dt>
          <dd className="text-right font-medium break-words">{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
