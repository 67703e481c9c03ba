"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { CommandForm } from "@/app/(admin)/_components/command-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/field";
import { useCommand } from "@/lib/client/use-command";
import type { MetricRow } from "@/lib/queries/admin/mapped-signals";
import type { MappingChoices } from "@/lib/queries/admin/signal-mappings";
import { setMetricMappingAction, unmapMetricAction } from "../actions";
import { draftsOf, meaningInput, meaningOf, type MeaningValues, wrapsOf } from "./meaning";
import { MeaningFields } from "./meaning-fields";
import { RemoveMapping } from "./remove-mapping";
import { unitOptions } from "./unit-options";

type MetricProps = { metric: MetricRow; choices: MappingChoices; timeZone: string };

/** Changes what a Sparkplug metric means, or ends that it means anything. */
export function MetricDialog(props: MetricProps) {
  const t = useTranslations("telemetry");
  const [open, setOpen] = useState(false);
  const { metric, address } = props.metric;
  const title = t("mappings.changeName", { name: metric });
  return (
    <>
      <Button tone="quiet" aria-label={`${title}, ${address}`} onClick={() => setOpen(true)}>
        {t("mappings.change")}
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={title} description={<span className="break-all">{address}</span>} wide>
        <Form {...props} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Form({ metric, choices, timeZone, close }: MetricProps & { close: () => void }) {
  const t = useTranslations("telemetry");
  const command = useCommand({ onDone: close });
  const [unit, setUnit] = useState(metric.workUnitId);
  const [values, setValues] = useState<MeaningValues>({
    meaning: meaningOf(metric),
    name: metric.metric,
    uom: metric.uom ?? "",
    scale: metric.scale,
    states: draftsOf(metric.states ?? []),
    ...wrapsOf(metric.counterModulus),
    lower: metric.lowerLimit ?? "",
    upper: metric.upperLimit ?? "",
    every: metric.sampleIntervalSeconds?.toString() ?? "",
  });
  const save = (alone: boolean) => {
    const { name: _, ...meaning } = meaningInput(values);
    return setMetricMappingAction({ commandId: uuidv7(), tagId: metric.tagId, workUnitId: unit, alone, ...meaning });
  };
  const unmap = (
    <RemoveMapping name={metric.metric} busy={command.busy} remove={() => unmapMetricAction({ commandId: uuidv7(), tagId: metric.tagId })} onDone={close} timeZone={timeZone} />
  );
  return (
    <CommandForm
      command={command}
      label={t("form.save")}
      save={() => save(true)}
      insist={{ code: "SIGNAL_TWICE", label: t("form.beside"), save: () => save(false) }}
      others={unmap}
      timeZone={timeZone}
    >
      <Select label={t("form.unit")} value={unit} onChange={(event) => setUnit(event.target.value)} required options={unitOptions(choices, metric.siteId)} />
      <MeaningFields values={values} onChange={setValues} choices={choices} named={false} />
      <p className="text-sm text-ink-2">{t("form.anew")}</p>
    </CommandForm>
  );
}
