"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { CommandForm } from "@/app/(admin)/_components/command-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { useCommand } from "@/lib/client/use-command";
import type { ConfigurableSite } from "@/lib/queries/admin/configurable-sites";
import type { TelemetrySource } from "@/lib/queries/admin/telemetry-sources";
import { setSourceAction } from "../actions";

type SourceProps = { source?: TelemetrySource; sites: readonly ConfigurableSite[]; timeZone: string };

/** Adds a source, or changes one that there is. */
export function SourceDialog(props: SourceProps) {
  const t = useTranslations("telemetry");
  const [open, setOpen] = useState(false);
  const { source } = props;
  return (
    <>
      {source === undefined ? (
        <Button onClick={() => setOpen(true)}>{t("sources.add")}</Button>
      ) : (
        <Button tone="quiet" aria-label={t("sources.changeName", { name: source.code })} onClick={() => setOpen(true)}>
          {t("sources.change")}
        </Button>
      )}
      <Dialog open={open} onClose={() => setOpen(false)} title={source === undefined ? t("source.new") : t("sources.changeName", { name: source.code })}>
        <Form {...props} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

const KINDS = ["PLAIN_JSON", "SPARKPLUG", "HTTP"] as const;

function Form({ source, sites, timeZone, close }: SourceProps & { close: () => void }) {
  const t = useTranslations("telemetry");
  const command = useCommand({ onDone: close });
  const [values, setValues] = useState({
    siteId: source?.siteId ?? sites[0]?.id ?? "",
    kind: source?.kind ?? "PLAIN_JSON",
    code: source?.code ?? "",
    topicFilter: source?.topicFilter ?? "",
    active: source?.active ?? true,
  });

  const save = () => setSourceAction({ commandId: uuidv7(), sourceId: source?.id ?? null, ...values });

  return (
    <CommandForm command={command} label={t("source.save")} save={save} timeZone={timeZone}>
      {source === undefined ? (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <Select
            label={t("source.site")}
            value={values.siteId}
            onChange={(event) => setValues({ ...values, siteId: event.target.value })}
            options={sites.map(({ id, code }) => ({ value: id, label: code }))}
          />
          <Select
            label={t("source.kind")}
            value={values.kind}
            onChange={(event) => setValues({ ...values, kind: KINDS.find((kind) => kind === event.target.value) ?? "PLAIN_JSON" })}
            options={KINDS.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
          />
        </div>
      ) : null}
      <Field
        label={t("source.code")}
        hint={t("source.codeHint")}
        value={values.code}
        onChange={(event) => setValues({ ...values, code: event.target.value })}
        required
        maxLength={60}
        autoComplete="off"
      />
      <Field
        label={t("source.filter")}
        hint={t("source.filterHint")}
        value={values.topicFilter}
        onChange={(event) => setValues({ ...values, topicFilter: event.target.value })}
        required
        maxLength={512}
        autoComplete="off"
        spellCheck={false}
      />
      {source === undefined ? null : (
        <Select
          label={t("source.active")}
          value={values.active ? "on" : "off"}
          onChange={(event) => setValues({ ...values, active: event.target.value === "on" })}
          options={[
            { value: "on", label: t("source.on") },
            { value: "off", label: t("source.off") },
          ]}
          className="max-w-56"
        />
      )}
    </CommandForm>
  );
}
