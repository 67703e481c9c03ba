"use client";

import { type ReactNode, useState, useTransition } from "react";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { CommandForm } from "@/app/(admin)/_components/command-form";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { useCommand } from "@/lib/client/use-command";
import type { Refusal } from "@/lib/commands/refusal";
import type { OpcuaDetail } from "@/lib/edge/opcua-admin";
import type { ConfigurableSite } from "@/lib/queries/admin/configurable-sites";
import type { TelemetrySource } from "@/lib/queries/admin/telemetry-sources";
import { opcuaDetailAction, setSourceAction } from "../actions";
import { OpcuaForm } from "./opcua-form";

type SourceProps = { source?: TelemetrySource; sites: readonly ConfigurableSite[]; timeZone: string };

/** Adds a source, or changes one that there is. */
export function SourceDialog(props: SourceProps) {
  const t = useTranslations("telemetry");
  const [open, setOpen] = useState(false);
  const [opening, start] = useTransition();
  const [detail, setDetail] = useState<OpcuaDetail | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { source, timeZone } = props;
  const close = () => setOpen(false);

  /** What stands behind an OPC UA source is read when it is opened: its password never, whether there is one. */
  function change({ id, kind }: TelemetrySource) {
    if (kind !== "OPC_UA") return setOpen(true);
    start(async () => {
      const result = await opcuaDetailAction(id);
      setRefusal(result.ok ? null : result);
      setDetail(result.ok ? result.data : null);
      setOpen(result.ok);
    });
  }

  return (
    <>
      {source === undefined ? (
        <Button onClick={() => setOpen(true)}>{t("sources.add")}</Button>
      ) : (
        <Button tone="quiet" busy={opening} aria-label={t("sources.changeName", { name: source.code })} onClick={() => change(source)}>
          {t("sources.change")}
        </Button>
      )}
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
      <Dialog open={open} onClose={close} title={source === undefined ? t("source.new") : t("sources.changeName", { name: source.code })} wide={source?.kind === "OPC_UA"}>
        {source?.kind !== "OPC_UA" ? (
          <NewOrPlain {...props} close={close} />
        ) : detail === null ? null : (
          <OpcuaForm key={detail.seen} detail={detail} siteId={detail.siteId} timeZone={timeZone} close={close} />
        )}
      </Dialog>
    </>
  );
}

/** A new source asks first what it speaks. */
function NewOrPlain(props: SourceProps & { close: () => void }) {
  const t = useTranslations("telemetry");
  const { source, sites, timeZone, close } = props;
  const [siteId, setSiteId] = useState(source?.siteId ?? sites[0]?.id ?? "");
  const [kind, setKind] = useState<(typeof KINDS)[number]>(source?.kind ?? "PLAIN_JSON");
  const choices =
    source === undefined ? (
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Select label={t("source.site")} value={siteId} onChange={(event) => setSiteId(event.target.value)} options={sites.map(({ id, code }) => ({ value: id, label: code }))} />
        <Select
          label={t("source.kind")}
          value={kind}
          onChange={(event) => setKind(KINDS.find((one) => one === event.target.value) ?? "PLAIN_JSON")}
          options={KINDS.map((one) => ({ value: one, label: t(`kinds.${one}`) }))}
        />
      </div>
    ) : null;
  return kind === "OPC_UA" ? (
    <OpcuaForm detail={null} siteId={siteId} timeZone={timeZone} close={close}>
      {choices}
    </OpcuaForm>
  ) : (
    <Form {...props} siteId={siteId} kind={kind}>
      {choices}
    </Form>
  );
}

const KINDS = ["PLAIN_JSON", "SPARKPLUG", "HTTP", "OPC_UA"] as const;

type FormProps = Pick<SourceProps, "source" | "timeZone"> & { siteId: string; kind: Exclude<(typeof KINDS)[number], "OPC_UA">; close: () => void; children: ReactNode };

/** A topic filter. */
function Form({ source, siteId, kind, timeZone, close, children }: FormProps) {
  const t = useTranslations("telemetry");
  const command = useCommand({ onDone: close });
  const [values, setValues] = useState({
    code: source?.code ?? "",
    topicFilter: source?.topicFilter ?? "",
    active: source?.active ?? true,
  });

  const save = () => setSourceAction({ commandId: uuidv7(), sourceId: source?.id ?? null, siteId, kind, ...values });

  return (
    <CommandForm command={command} label={t("source.save")} save={save} timeZone={timeZone}>
      {children}
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
