"use client";

import { useId } from "react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import type { MappingChoices } from "@/lib/queries/admin/signal-mappings";
import { draftsOf, type Word, type WordDraft } from "./meaning";

type WordFieldsProps = {
  title: string;
  hint: string;
  words: readonly WordDraft[];
  onChange: (words: readonly WordDraft[]) => void;
  states: MappingChoices["states"];
  /** Buttons that fill the list in; what stands there stays. */
  fills?: readonly { readonly label: string; readonly busy?: boolean; readonly fill: () => void }[];
};

/** What a machine calls its states or modes: for each value the state that it is. */
export function WordFields({ title, hint, words, onChange, states, fills = [] }: WordFieldsProps) {
  const t = useTranslations("telemetry");
  const names = useTranslations("states");
  const id = useId();
  const change = (key: string, one: Partial<WordDraft>) => onChange(words.map((word) => (word.key === key ? { ...word, ...one } : word)));
  return (
    <div role="group" aria-labelledby={id} className="grid gap-2">
      <span id={id} className="text-sm font-medium">
        {title}
      </span>
      <p className="text-xs text-ink-3">{hint}</p>
      {words.length === 0 ? null : (
        <div aria-hidden className="grid grid-cols-[1fr_1fr_2rem] gap-2 text-xs text-ink-3">
          <span>{t("words.value")}</span>
          <span>{t("words.state")}</span>
        </div>
      )}
      {words.length === 0 ? null : (
        <ul className="-m-1 grid max-h-72 gap-1.5 overflow-y-auto p-1">
          {words.map(({ key, value, state }) => (
            <li key={key} className="grid grid-cols-[1fr_1fr_2rem] items-center gap-2">
              <Field
                label={t("words.value")}
                unseen
                value={value}
                onChange={(event) => change(key, { value: event.target.value })}
                required
                maxLength={128}
                autoComplete="off"
                spellCheck={false}
              />
              <Select
                label={t("words.state")}
                unseen
                value={state}
                onChange={(event) => change(key, { state: states.find((one) => one === event.target.value) ?? "" })}
                required
                options={[{ value: "", label: t("form.choose") }, ...states.map((one) => ({ value: one, label: `${names(one)}, ${one}` }))]}
              />
              <IconButton icon="trash" label={t("words.remove", { value })} onClick={() => onChange(words.filter((word) => word.key !== key))} />
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        <Button icon="plus" onClick={() => onChange([...words, ...draftsOf([{ value: "", state: null }])])}>
          {t("words.add")}
        </Button>
        {fills.map(({ label, busy, fill }) => (
          <Button key={label} tone="quiet" busy={busy} onClick={fill}>
            {label}
          </Button>
        ))}
      </div>
    </div>
  );
}

/** The list with further words, those that stand in it first and as they are. */
export function withWords(words: readonly WordDraft[], more: readonly Word[]): readonly WordDraft[] {
  const standing = words.filter(({ value }) => value.trim() !== "");
  const said = new Set(standing.map(({ value }) => value));
  return [...standing, ...draftsOf(more.filter(({ value }) => !said.has(value)))];
}
