"use client";

import { useTranslations } from "next-intl";
import { Field, Select } from "@/components/ui/field";

/** When a value was, as the form has it: in a usual field of the message, at a path in it, or when it came. */
export type TimeValues = { readonly time: "USUAL" | "PATH" | "ARRIVAL"; readonly timePath: string; readonly localTime: boolean };

/** As messages usually have it. */
export const USUAL_TIME: TimeValues = { time: "USUAL", timePath: "", localTime: false };

/** The time of a value as the commands take it. */
export function timeInput({ time, localTime }: TimeValues) {
  return { timeFrom: time === "ARRIVAL" ? "ARRIVAL" : "MESSAGE", localTime: time !== "ARRIVAL" && localTime } as const;
}

/** Asks when a value was; `named`: also at a path of the message. */
export function TimeFields({ values, onChange, named }: { values: TimeValues; onChange: (values: TimeValues) => void; named: boolean }) {
  const t = useTranslations("telemetry");
  const times = named ? (["USUAL", "PATH", "ARRIVAL"] as const) : (["USUAL", "ARRIVAL"] as const);
  return (
    <>
      <Select
        label={t("form.time")}
        hint={t("form.timeHint")}
        value={values.time}
        onChange={(event) => onChange({ ...values, time: times.find((one) => one === event.target.value) ?? "USUAL" })}
        options={times.map((value) => ({ value, label: t(`form.times.${value}`) }))}
      />
      {values.time === "PATH" ? (
        <Field
          label={t("form.timePath")}
          value={values.timePath}
          onChange={(event) => onChange({ ...values, timePath: event.target.value })}
          required
          maxLength={512}
          autoComplete="off"
          spellCheck={false}
        />
      ) : null}
      {values.time === "ARRIVAL" ? null : (
        <Select
          label={t("form.zone")}
          value={values.localTime ? "SITE" : "REFUSED"}
          onChange={(event) => onChange({ ...values, localTime: event.target.value === "SITE" })}
          options={(["REFUSED", "SITE"] as const).map((value) => ({ value, label: t(`form.zones.${value}`) }))}
        />
      )}
    </>
  );
}
