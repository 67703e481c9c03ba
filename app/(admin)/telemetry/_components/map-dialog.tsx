"use client";

import { useState, useTransition } from "react";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { CommandForm } from "@/app/(admin)/_components/command-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/field";
import { useCommand } from "@/lib/client/use-command";
import type { MappingChoices, UnmappedRow } from "@/lib/queries/admin/signal-mappings";
import { mapMetricAction, seenValuesAction } from "../actions";
import { meaningInput, meaningOf, type MeaningValues, UNLIMITED, type Word, wrapsOf } from "./meaning";
import { MeaningFields } from "./meaning-fields";
import { TimeFields, timeBeside, timeInput } from "./time-fields";
import { unitOptions } from "./unit-options";
import { valueName } from "./value-name";

type MapProps = { row: UnmappedRow; choices: MappingChoices; timeZone: string };

/** Says what a value is: filled in with what it probably is, so that a second tap is enough where that is right. */
export function MapDialog(props: MapProps) {
  const t = useTranslations("telemetry");
  const [open, setOpen] = useState(false);
  const { path, address } = props.row;
  const name = path === "" ? address : valueName(props.row);
  return (
    <>
      <Button aria-label={t("inbox.mapName", { name })} onClick={() => setOpen(true)}>
        {t("inbox.map")}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t("form.map", { name })} description={<span className="break-all">{address}</span>} wide>
        <Form {...props} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Form({ row, choices, timeZone, close }: MapProps & { close: () => void }) {
  const t = useTranslations("telemetry");
  const command = useCommand({ onDone: close });
  const { suggested } = row;
  const [unit, setUnit] = useState(choices.units.find(({ siteId, code }) => siteId === row.siteId && code === suggested.workUnit)?.id ?? "");
  const [values, setValues] = useState<MeaningValues>({
    meaning: meaningOf(suggested),
    name: suggested.name,
    uom: suggested.uom ?? "",
    scale: "1",
    states: [],
    ...wrapsOf(suggested.wraps),
    ...UNLIMITED,
  });
  const [when, setWhen] = useState(() => timeBeside(row.timeBeside));
  const [fetching, startFetching] = useTransition();
  const fetchSeen = (take: (words: readonly Word[]) => void) => startFetching(async () => take(await seenValuesAction(row.id)));

  const save = (alone: boolean) => mapMetricAction({ commandId: uuidv7(), metricId: row.id, workUnitId: unit, alone, ...meaningInput(values), ...timeInput(when) });

  return (
    <CommandForm
      command={command}
      label={t("form.save")}
      save={() => save(true)}
      insist={{ code: "SIGNAL_TWICE", label: t("form.beside"), save: () => save(false) }}
      timeZone={timeZone}
    >
      <Select
        label={t("form.unit")}
        value={unit}
        onChange={(event) => setUnit(event.target.value)}
        required
        options={[{ value: "", label: t("form.choose") }, ...unitOptions(choices, row.siteId)]}
      />
      <MeaningFields values={values} onChange={setValues} choices={choices} named={!row.sparkplug} came={{ busy: fetching, fetch: fetchSeen }} />
      {row.sparkplug || row.opcua ? null : (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TimeFields values={when} onChange={setWhen} />
        </div>
      )}
      <p className="text-sm text-ink-2">{t("form.kept")}</p>
    </CommandForm>
  );
}
