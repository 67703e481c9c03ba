"use client";

import { type SyntheticEvent, useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/field";
import type { Refusal } from "@/lib/commands/refusal";
import type { MappingChoices, UnmappedRow } from "@/lib/queries/admin/signal-mappings";
import { mapMetricAction } from "../actions";
import { MeaningFields, meaningInput, meaningOf, type MeaningValues } from "./meaning-fields";

type MapProps = { row: UnmappedRow; choices: MappingChoices; timeZone: string };

/** Says what a value is: filled in with what it probably is, so that a second tap is enough where that is right. */
export function MapDialog(props: MapProps) {
  const t = useTranslations("telemetry");
  const [open, setOpen] = useState(false);
  const { path, address } = props.row;
  const name = path === "" ? address : path;
  return (
    <>
      <Button aria-label={t("inbox.mapName", { name })} onClick={() => setOpen(true)}>
        {t("inbox.map")}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t("form.map", { name })} description={<span className="break-all">{address}</span>}>
        <Form {...props} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Form({ row, choices, timeZone, close }: MapProps & { close: () => void }) {
  const t = useTranslations("telemetry");
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const units = choices.units.filter(({ siteId }) => siteId === row.siteId);
  const { suggested } = row;
  const [unit, setUnit] = useState(units.find(({ code }) => code === suggested.workUnit)?.id ?? "");
  const [values, setValues] = useState<MeaningValues>({ meaning: meaningOf(suggested), name: suggested.name, uom: suggested.uom ?? "", scale: "1" });

  function save(event: SyntheticEvent) {
    event.preventDefault();
    start(async () => {
      const result = await mapMetricAction({ commandId: uuidv7(), metricId: row.id, workUnitId: unit, ...meaningInput(values) });
      if (!result.ok) return setRefusal(result);
      router.refresh();
      close();
    });
  }

  return (
    <form onSubmit={save} className="grid gap-4">
      <Select
        label={t("form.unit")}
        value={unit}
        onChange={(event) => setUnit(event.target.value)}
        required
        options={[{ value: "", label: t("form.choose") }, ...units.map(({ id, code, name }) => ({ value: id, label: name === code ? code : `${code}, ${name}` }))]}
      />
      <MeaningFields values={values} onChange={setValues} uoms={choices.uoms} named={!row.sparkplug} />
      <p className="text-sm text-ink-2">{t("form.kept")}</p>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
      <Button type="submit" tone="primary" busy={busy} className="justify-self-end">
        {t("form.save")}
      </Button>
    </form>
  );
}
