"use client";

import { useTranslations } from "next-intl";
import { Field, Select } from "@/components/ui/field";
import { formatQuantity } from "@/lib/format/quantity";
import type { MappingChoices } from "@/lib/queries/admin/signal-mappings";
import { areOrdered, COUNTER_SCALE, LIMIT, MEANINGS, type MeaningValues, SCALE, USUAL_WRAPS, type Word } from "./meaning";
import { withWords, WordFields } from "./word-fields";

/** Asks what a value means, in which unit, and what one of its steps is worth. A Sparkplug metric keeps its name. */
export function MeaningFields({
  values,
  onChange,
  choices,
  named = true,
  came,
}: {
  values: MeaningValues;
  onChange: (values: MeaningValues) => void;
  choices: Pick<MappingChoices, "uoms" | "states" | "packml">;
  named?: boolean;
  /** Fetches the values that have come. */
  came?: { readonly busy: boolean; readonly fetch: (take: (words: readonly Word[]) => void) => void };
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
            options={[{ value: "", label: t("form.noUom") }, ...choices.uoms.map(({ code, name, symbol }) => ({ value: code, label: `${symbol}, ${name}` }))]}
          />
          <Field
            label={t("form.scale")}
            hint={t("form.scaleHint")}
            value={values.scale}
            onChange={(event) => onChange({ ...values, scale: event.target.value })}
            required
            inputMode="decimal"
            pattern={values.meaning === "PARAMETER" ? SCALE : COUNTER_SCALE}
            title={t("form.scaleNumber")}
            autoComplete="off"
          />
        </div>
      )}
      {values.meaning === "STATE" || values.meaning === "PARAMETER" ? null : <WrapFields values={values} onChange={onChange} />}
      {values.meaning === "STATE" ? <StateFields {...{ values, onChange, choices, came }} /> : null}
      {values.meaning === "PARAMETER" ? <LimitFields values={values} onChange={onChange} /> : null}
    </>
  );
}

/** KP-02: the highest value of a counter, after which it begins at 0 again. */
function WrapFields({ values, onChange }: { values: MeaningValues; onChange: (values: MeaningValues) => void }) {
  const t = useTranslations("telemetry");
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      <Select
        label={t("form.wraps")}
        hint={t("form.wrapsHint")}
        value={values.wraps}
        onChange={(event) => onChange({ ...values, wraps: event.target.value })}
        options={[
          { value: "", label: t("form.wrapsNever") },
          ...USUAL_WRAPS.map((value, index) => ({ value, label: t("form.wrapsBits", { value: formatQuantity(value), bits: index === 0 ? 16 : 32 }) })),
          { value: "OWN", label: t("form.wrapsOther") },
        ]}
      />
      {values.wraps === "OWN" ? (
        <Field
          label={t("form.highest")}
          hint={t("form.highestHint")}
          value={values.ownWraps}
          onChange={(event) => onChange({ ...values, ownWraps: event.target.value.trim() })}
          required
          inputMode="numeric"
          pattern="[1-9]\d{0,14}"
          autoComplete="off"
        />
      ) : null}
    </div>
  );
}

type StateFieldsProps = Pick<Parameters<typeof MeaningFields>[0], "values" | "onChange" | "choices" | "came">;

/** What the machine calls its states, filled in with what has come or with PackML's. */
function StateFields({ values, onChange, choices: { states, packml }, came }: StateFieldsProps) {
  const t = useTranslations("telemetry");
  const take = (words: readonly Word[]) => onChange({ ...values, states: withWords(values.states, words) });
  return (
    <WordFields
      title={t("words.states")}
      hint={t("words.statesHint")}
      words={values.states}
      onChange={(words) => onChange({ ...values, states: words })}
      states={states}
      fills={[
        ...(came === undefined ? [] : [{ label: t("words.came"), busy: came.busy, fill: () => came.fetch(take) }]),
        { label: t("words.packmlNumbers"), fill: () => take(packml.numbers) },
        { label: t("words.packmlNames"), fill: () => take(packml.names) },
      ]}
    />
  );
}

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
        title={t("form.number")}
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
        title={t("form.number")}
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
      <p className="text-sm text-ink-3 sm:col-span-3">{t("form.limitsFrom")}</p>
    </div>
  );
}
