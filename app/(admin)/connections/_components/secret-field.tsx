"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, TextArea } from "@/components/ui/field";
import { Mark } from "@/components/ui/mark";
import type { FormField } from "@/lib/edge/connection-admin";

type SecretFieldProps = { field: FormField; stored: boolean; value: string; onChange: (value: string) => void; error: string | undefined };

/** A secret goes in and never comes out: stored, or set anew. */
export function SecretField({ field: { title, description, kind, required }, stored, value, onChange, error }: SecretFieldProps) {
  const [replacing, setReplacing] = useState(false);
  const open = !stored || replacing || error !== undefined;
  if (!open) {
    return (
      <div className="grid gap-1">
        <span className="text-sm font-medium">{title}</span>
        <p className="flex min-h-8 flex-wrap items-center gap-3">
          <Mark kind="saved">Stored, never shown</Mark>
          <Button aria-label={`Replace ${title}`} onClick={() => setReplacing(true)}>
            Replace
          </Button>
        </p>
      </div>
    );
  }
  const hint = [stored ? "Left empty, the stored one stays." : required ? undefined : "May stay empty.", description ?? undefined].filter((words) => words !== undefined).join(" ");
  const look = { label: title, hint: hint === "" ? undefined : hint, error, value, autoComplete: "off", spellCheck: false };
  // What may need several lines cannot be hidden while it is typed.
  if (kind === "lines" || kind === "json") return <TextArea {...look} rows={3} onChange={(event) => onChange(event.target.value)} />;
  return <Field {...look} type="password" autoComplete="new-password" onChange={(event) => onChange(event.target.value)} />;
}
