"use client";

import { useTranslations } from "next-intl";
import { Field, Select } from "@/components/ui/field";
import type { MappingChoices } from "@/lib/queries/admin/signal-mappings";
import { areOrdered, MEANINGS, type MeaningValues } from "./meaning";

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
      {values.meaning === "PARAMETER" ? <LimitFields values={values} onChange={onChange} /> : null}
    </>
  );
}

const LIMIT = "-?\\d{1,9}(\\.\\d{1,6})?";

/** TR-04, KP-04: what a parameter has to keep to, and how often it is told. */
function LimitFields({ values, onChange }: { values: MeaningValues; onChange: (values: MeaningValues) => void }) {
  const t = useTranslations("telemetry");
  const problem = areOrdered(values) ? undefined : t("form.order");
  return (
    <div className="grid items-start gap-4 sm:grid-cols-3">
      <Field
        label={t("form.lower")}
        hint={t("form.limitHint")}
        value={values.lower}
        onChange={(event) => onChange({ ...values, lower: event.target.value.trim() })}
        inputMode="decimal"
        pattern={LIMIT}
        autoComplete="off"
      />
      <Field
        ref={(input) => {
          input?.setCustomValidity(problem ?? "");
        }}
        label={t("form.upper")}
        hint={t("form.limitHint")}
        error={problem}
        value={values.upper}
        onChange={(event) => onChange({ ...values, upper: event.target.value.trim() })}
        inputMode="decimal"
        pattern={LIMIT}
        autoComplete="off"
      />
      <Field
        label={t("form.every")}
        hint={t("form.everyHint")}
        value={values.every}
        onChange={(event) => onChange({ ...values, every: event.target.value })}
        type="number"
        min={1}
        max={86_400}
        step={1}
        autoComplete="off"
      />
    </div>
  );
}
