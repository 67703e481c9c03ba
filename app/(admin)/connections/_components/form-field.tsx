"use client";

import { Field, Select, TextArea } from "@/components/ui/field";
import type { FormField as Description } from "@/lib/edge/connection-admin";

type FormFieldProps = { field: Description; value: string; onChange: (value: string) => void; error: string | undefined };

/** One setting of a kind of ERP, asked for in its own way. */
export function FormField({ field, value, onChange, error }: FormFieldProps) {
  const { title, description, kind, options, required } = field;
  const look = { label: title, hint: description ?? undefined, error };
  switch (kind) {
    case "choice":
      return (
        <Select
          {...look}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          options={[...(required || options.includes(value) ? [] : [{ value: "", label: "none" }]), ...options.map((option) => ({ value: option, label: option }))]}
        />
      );
    case "switch":
      return (
        <Select
          {...look}
          value={value === "true" ? "true" : "false"}
          onChange={(event) => onChange(event.target.value)}
          options={[
            { value: "true", label: "yes" },
            { value: "false", label: "no" },
          ]}
        />
      );
    case "choices":
      return <Choices field={field} value={value} onChange={onChange} error={error} />;
    case "lines":
    case "json":
      return (
        <TextArea
          {...look}
          hint={description ?? (kind === "json" ? "JSON" : "One a line")}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          rows={Math.min(10, Math.max(3, value.split("\n").length))}
          spellCheck={false}
        />
      );
    case "number":
    case "text":
    case "url":
      return (
        <Field
          {...look}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          inputMode={kind === "number" ? "decimal" : kind === "url" ? "url" : undefined}
          autoComplete="off"
          spellCheck={false}
        />
      );
  }
}

function Choices({ field: { title, description, options }, value, onChange, error }: FormFieldProps) {
  const chosen = new Set(value.split("\n"));
  function toggle(option: string, on: boolean) {
    onChange(options.filter((one) => (one === option ? on : chosen.has(one))).join("\n"));
  }
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-sm font-medium">{title}</legend>
      <div className="flex flex-wrap gap-x-6">
        {options.map((option) => (
          <label key={option} className="flex min-h-8 items-center gap-2.5">
            <input type="checkbox" checked={chosen.has(option)} onChange={(event) => toggle(option, event.target.checked)} className="size-4 accent-primary" />
            {option}
          </label>
        ))}
      </div>
      {description === null ? null : <p className="text-xs text-ink-3">{description}</p>}
      {error === undefined ? null : (
        <p role="alert" className="text-sm font-medium text-down-ink">
          {error}
        </p>
      )}
    </fieldset>
  );
}
