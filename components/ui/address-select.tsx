"use client";

import { useRouter } from "next/navigation";
import { Icon } from "@/components/ui/icon";

/** A choice whose values are addresses. */
export function AddressSelect({ label, value, options }: { label: string; value: string; options: readonly { value: string; label: string }[] }) {
  const router = useRouter();
  return (
    <label className="flex items-center gap-2 text-sm text-ink-2">
      {label}
      <span className="relative grid">
        <select
          value={value}
          onChange={(event) => router.push(event.target.value, { scroll: false })}
          className="min-h-8 appearance-none rounded border border-line-strong bg-raised py-0 pr-8 pl-3 text-ink"
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="chevron-down" className="pointer-events-none absolute top-1/2 right-2 size-4 -translate-y-1/2 text-ink-2" />
      </span>
    </label>
  );
}
