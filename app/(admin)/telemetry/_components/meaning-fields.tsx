"use client";

import { useTranslations } from "next-intl";
import { Field, Select } from "@/components/ui/field";
import type { MappingChoices } from "@/lib/queries/admin/signal-mappings";
import { MEANINGS, type MeaningValues } from "./meaning";

/** Asks what a value means, in which unit, and what one of its steps is worth. A Sparkplug metric keeps its name. */
export function MeaningFields({
  values,
  onChange,
  uoms,
  named = true,
}: {
  values: MeaningValues;
  onChange: (values: MeaningValues) => void;
  uoms: MappingChoices["uoms"];
  named?: boolean;
}) {
  const t = useTranslations("telemetry");
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Select
          label={t("form.means")}
          value={values.meaning}
          onChange={(event) => onChange({ ...values, meaning: MEANINGS.find((one) => one === event.target.value) ?? "PARAMETER" })}
          options={MEANINGS.map((one) => ({ value: one, label: t(`meaning.${one}`) }))}
        />
        {named ? (
          <Field
            label={t("form.name")}
            hint={t("form.nameHint")}
            value={values.name}
            onChange={(event) => onChange({ ...values, name: event.target.value })}
            required
            maxLength={128}
            autoComplete="off"
          />
        ) : null}
      </div>
      {values.meaning === "STATE" ? null : (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Select
            label={t("form.uom")}
            value={values.uom}
            onChange={(event) => onChange({ ...values, uom: event.target.value })}
            options={[{ value: "", label: t("form.noUom") }, ...uoms.map(({ code, name, symbol }) => ({ value: code, label: `${symbol}, ${name}` }))]}
          />
          <Field
            label={t("form.scale")}
            hint={t("form.scaleHint")}
            value={values.scale}
            onChange={(event) => onChange({ ...values, scale: event.target.value })}
            required
            inputMode="decimal"
            pattern="-?\d{1,9}(\.\d{1,6})?"
            autoComplete="off"
          />
        </div>
      )}
    </>
  );
}
