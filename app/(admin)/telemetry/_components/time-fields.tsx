"use client";

import { useTranslations } from "next-intl";
import { Field, Select } from "@/components/ui/field";

/** When a value was, as the form has it: in a usual field of the message, at a path in it, or when it came. */
export type TimeValues = { readonly time: "USUAL" | "PATH" | "ARRIVAL"; readonly timePath: string; readonly localTime: boolean };

const TIMES = ["USUAL", "PATH", "ARRIVAL"] as const;

/** As messages usually have it. */
const USUAL_TIME: TimeValues = { time: "USUAL", timePath: "", localTime: false };

/** The time of a value as the commands take it. */
export function timeInput({ time, timePath, localTime }: TimeValues) {
  return { timePath: time === "PATH" ? timePath : null, timeFrom: time === "ARRIVAL" ? "ARRIVAL" : "MESSAGE", localTime: time !== "ARRIVAL" && localTime } as const;
}

/** As what stands beside a value suggests. */
export function timeBeside(path: string | null): TimeValues {
  return path === null ? USUAL_TIME : { time: "PATH", timePath: path, localTime: false };
}

/** Asks when a value was. */
export function TimeFields({ values, onChange }: { values: TimeValues; onChange: (values: TimeValues) => void }) {
  const t = useTranslations("telemetry");
  return (
    <>
      <Select
        label={t("form.time")}
        hint={t("form.timeHint")}
        value={values.time}
        onChange={(event) => onChange({ ...values, time: TIMES.find((one) => one === event.target.value) ?? "USUAL" })}
        options={TIMES.map((value) => ({ value, label: t(`form.times.${value}`) }))}
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
