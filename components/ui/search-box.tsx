"use client";

import { useState } from "react";
import { Icon } from "./icon";

/** A line to search in: Enter searches, emptying it shows everything again. */
export function SearchBox({ label, value, onSearch, className }: { label: string; value: string; onSearch: (text: string) => void; className?: string }) {
  const [text, setText] = useState(value);
  const [seen, setSeen] = useState(value);
  // The address may change without us: back, or a cleared filter.
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  return (
    <form
      role="search"
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text.trim());
      }}
    >
      <label className="relative block">
        <span className="sr-only">{label}</span>
        <Icon name="search" className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3" />
        <input
          type="search"
          value={text}
          placeholder={label}
          onChange={(event) => {
            setText(event.target.value);
            if (event.target.value === "" && value !== "") onSearch("");
          }}
          className="min-h-8 w-48 rounded border border-line-strong bg-raised pr-2 pl-8 text-sm text-ink placeholder:text-ink-3"
        />
      </label>
    </form>
  );
}
