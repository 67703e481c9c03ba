"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { CommandForm } from "@/app/(admin)/_components/command-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { useCommand } from "@/lib/client/use-command";
import type { MappingRow } from "@/lib/queries/admin/mapped-signals";
import type { MappingChoices } from "@/lib/queries/admin/signal-mappings";
import type { TelemetrySource } from "@/lib/queries/admin/telemetry-sources";
import { removeSignalMappingAction, setSignalMappingAction } from "../actions";
import { draftsOf, meaningInput, meaningOf, type MeaningValues, wordsInput, wrapsOf } from "./meaning";
import { MeaningFields } from "./meaning-fields";
import { RemoveMapping } from "./remove-mapping";
import { TimeFields, timeInput, type TimeValues } from "./time-fields";
import { WordFields } from "./word-fields";

type MappingProps = {
  mapping?: MappingRow;
  choices: MappingChoices;
  /** Those whose messages are JSON. */
  sources: readonly Pick<TelemetrySource, "id" | "siteId" | "site" | "code" | "topicFilter">[];
  timeZone: string;
};

/** Adds a mapping of JSON topics, or changes one that is in force. */
export function MappingDialog(props: MappingProps) {
  const t = useTranslations("telemetry");
  const [open, setOpen] = useState(false);
  const { mapping } = props;
  const title = mapping === undefined ? t("form.new") : t("mappings.changeName", { name: mapping.name });
  return (
    <>
      {mapping === undefined ? (
        <Button onClick={() => setOpen(true)}>{t("mappings.add")}</Button>
      ) : (
        <Button tone="quiet" aria-label={`${title}, ${mapping.topicPattern}`} onClick={() => setOpen(true)}>
          {t("mappings.change")}
        </Button>
      )}
      <Dialog open={open} onClose={() => setOpen(false)} title={title} wide>
        <Form {...props} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

const EXAMPLE = { topic: "press/{unit}/values", unit: "{line}.{unit}" };

function Form({ mapping, choices, sources, timeZone, close }: MappingProps & { close: () => void }) {
  const t = useTranslations("telemetry");
  const command = useCommand({ onDone: close });
  const [place, setPlace] = useState({
    sourceId: mapping?.sourceId ?? sources[0]?.id ?? "",
    topicPattern: mapping?.topicPattern ?? "",
    valuePath: mapping?.valuePath ?? "",
    workUnit: mapping?.workUnit ?? "",
  });
  const [when, setWhen] = useState<TimeValues>({
    time: mapping?.timeFrom === "ARRIVAL" ? "ARRIVAL" : mapping?.timePath == null ? "USUAL" : "PATH",
    timePath: mapping?.timePath ?? "",
    localTime: mapping?.localTime ?? false,
  });
  const [mode, setMode] = useState({ path: mapping?.modePath ?? "", words: draftsOf(mapping?.modes ?? []) });
  const [values, setValues] = useState<MeaningValues>({
    meaning: mapping === undefined ? "PARAMETER" : meaningOf(mapping),
    name: mapping?.name ?? "",
    uom: mapping?.uom ?? "",
    scale: mapping?.scale ?? "1",
    states: draftsOf(mapping?.states ?? []),
    ...wrapsOf(mapping?.counterModulus ?? null),
    lower: mapping?.lowerLimit ?? "",
    upper: mapping?.upperLimit ?? "",
    every: mapping?.sampleIntervalSeconds?.toString() ?? "",
  });
  const siteId = sources.find(({ id }) => id === place.sourceId)?.siteId;
  const save = (alone: boolean) => {
    const modePath = values.meaning === "STATE" && mode.path.trim() !== "" ? mode.path : null;
    return setSignalMappingAction({
      commandId: uuidv7(),
      mappingId: mapping?.id ?? null,
      alone,
      ...place,
      ...timeInput(when),
      ...meaningInput(values),
      modePath,
      modes: modePath === null ? null : wordsInput(mode.words),
    });
  };
  const remove =
    mapping === undefined ? undefined : (
      <RemoveMapping
        name={mapping.name}
        busy={command.busy}
        remove={() => removeSignalMappingAction({ commandId: uuidv7(), mappingId: mapping.id })}
        onDone={close}
        timeZone={timeZone}
      />
    );

  return (
    <CommandForm
      command={command}
      label={t("form.save")}
      save={() => save(true)}
      insist={{ code: "SIGNAL_TWICE", label: t("form.beside"), save: () => save(false) }}
      others={remove}
      timeZone={timeZone}
    >
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Select
          label={t("form.source")}
          value={place.sourceId}
          onChange={(event) => setPlace({ ...place, sourceId: event.target.value })}
          options={sources.map(({ id, site, code, topicFilter }) => ({ value: id, label: `${code}, ${site}: ${topicFilter}` }))}
        />
        <Field
          label={t("form.topic")}
          hint={t("form.topicHint", { example: EXAMPLE.topic })}
          value={place.topicPattern}
          onChange={(event) => setPlace({ ...place, topicPattern: event.target.value })}
          required
          maxLength={512}
          autoComplete="off"
          spellCheck={false}
        />
        <Field
          label={t("form.path")}
          hint={t("form.pathHint")}
          value={place.valuePath}
          onChange={(event) => setPlace({ ...place, valuePath: event.target.value })}
          maxLength={512}
          autoComplete="off"
          spellCheck={false}
        />
        <TimeFields values={when} onChange={setWhen} />
      </div>
      <Field
        label={t("form.unit")}
        hint={t("form.unitHint", { example: EXAMPLE.unit })}
        value={place.workUnit}
        onChange={(event) => setPlace({ ...place, workUnit: event.target.value })}
        required
        maxLength={200}
        list="mapping-units"
        autoComplete="off"
        spellCheck={false}
      />
      <datalist id="mapping-units">
        {choices.units
          .filter((unit) => unit.siteId === siteId)
          .map(({ id, code, name }) => (
            <option key={id} value={code}>
              {name}
            </option>
          ))}
      </datalist>
      <MeaningFields values={values} onChange={setValues} choices={choices} />
      {values.meaning === "STATE" ? (
        <Field
          label={t("form.mode")}
          hint={t("form.modeHint")}
          value={mode.path}
          onChange={(event) => setMode({ ...mode, path: event.target.value })}
          maxLength={512}
          autoComplete="off"
          spellCheck={false}
        />
      ) : null}
      {values.meaning !== "STATE" || mode.path.trim() === "" ? null : (
        <WordFields title={t("words.modes")} hint={t("words.modesHint")} words={mode.words} onChange={(words) => setMode({ ...mode, words })} states={choices.states} />
      )}
    </CommandForm>
  );
}
