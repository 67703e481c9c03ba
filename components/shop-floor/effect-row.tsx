import type { ReactNode } from "react";

/** What the entry will change, before it is saved: "Scrap becomes 21 → 33". */
export function EffectRow({ items }: { items: readonly { label: string; was?: ReactNode; value: ReactNode }[] }) {
  return (
    <dl className="flex flex-wrap justify-between gap-x-6 gap-y-2 border-y border-line py-3 portrait:py-1.5">
      {items.map((item) => (
        <div key={item.label}>
          <dt className="leading-[1.2] text-ink-3">{item.label}</dt>
          <dd className="text-floor-lg leading-[1.25] font-semibold whitespace-nowrap">
            {item.was === undefined ? null : <span className="font-normal text-ink-3">{item.was} → </span>}
            {item.value}
          </dd>
        </div>
      ))}
    </dl>
  );
}
