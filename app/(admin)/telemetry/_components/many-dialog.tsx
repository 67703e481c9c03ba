"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import type { TelemetryParams } from "@/app/(admin)/telemetry/search-params";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/field";
import { Mark } from "@/components/ui/mark";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import type { Refusal } from "@/lib/commands/refusal";
import type { MappedMetrics } from "@/lib/commands/telemetry/map-metric";
import type { MappingChoices, UnmappedRow } from "@/lib/queries/admin/signal-mappings";
import { mapMetricsAction, mappableValuesAction } from "../actions";
import { type ManyRow, manyInputs, manyRows, PROBLEMS, problemOf } from "./many";
import { meaningOf } from "./meaning";
import { valueName } from "./value-name";

type ManyProps = { params: TelemetryParams; choices: MappingChoices; total: number; timeZone: string };

/**
 * Maps what the list shows by its filter, each as what it probably is: for a plant that brings its values by the hundred. `offered`: there are several; what is open stays open when its list becomes shorter,
 * for it says there what came of it.
 */
export function ManyDialog({ offered, ...props }: ManyProps & { offered: boolean }) {
  const t = useTranslations("telemetry");
  const [rows, setRows] = useState<readonly UnmappedRow[] | null>(null);
  const [opening, start] = useTransition();
  const open = () => start(async () => setRows(await mappableValuesAction(props.params)));
  return (
    <>
      {offered ? (
        <Button busy={opening} onClick={open}>
          {t("many.open")}
        </Button>
      ) : null}
      <Dialog open={rows !== null} onClose={() => setRows(null)} title={t("many.title")} description={t("many.text")} wide>
        {rows === null ? null : <Form {...props} rows={rows} close={() => setRows(null)} />}
      </Dialog>
    </>
  );
}

function Form({ rows, choices, total, timeZone, close }: ManyProps & { rows: readonly UnmappedRow[]; close: () => void }) {
  const t = useTranslations("telemetry");
  const router = useRouter();
  const [busy, start] = useTransition();
  const [unit, setUnit] = useState("");
  /** Those for which somebody said otherwise than usual. */
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const [outcome, setOutcome] = useState<MappedMetrics | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const listed = manyRows(rows, choices, unit);
  const isChosen = ({ row, unit: at, usual }: ManyRow) => at !== null && usual !== turned.has(row.id);
  const chosen = listed.filter(isChosen);
  const turn = (id: string) => setTurned(new Set(turned.has(id) ? [...turned].filter((one) => one !== id) : [...turned, id]));
  const setAll = (on: boolean) => setTurned(new Set(listed.filter(({ usual }) => usual !== on).map(({ row }) => row.id)));
  const siteIds = new Set(rows.map(({ siteId }) => siteId));

  const save = () =>
    start(async () => {
      const done: MappedMetrics[] = [];
      let stopped: Refusal | null = null;
      for (const metrics of manyInputs(chosen)) {
        const answer = await mapMetricsAction({ commandId: uuidv7(), metrics });
        if (answer.ok) done.push(answer.data);
        else stopped = answer;
      }
      router.refresh();
      setRefusal(stopped);
      const refused = done.flatMap((one) => one.refused);
      if (done.length > 0) setOutcome({ mapped: done.reduce((sum, { mapped }) => sum + mapped, 0), refused });
      if (stopped === null && refused.length === 0) close();
    });

  if (outcome !== null) {
    return (
      <div className="grid gap-3">
        <p role="status">
          <Mark kind="saved">{t("many.done", { count: outcome.mapped })}</Mark>
        </p>
        {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
        {PROBLEMS.map((problem) => {
          const names = outcome.refused.filter(({ code }) => problemOf(code) === problem);
          return names.length === 0 ? null : (
            <div key={problem} className="grid gap-1">
              <Mark kind="warning">{t(`many.problems.${problem}`, { count: names.length })}</Mark>
              <ul className="max-h-[30dvh] overflow-y-auto text-sm break-words text-ink-2">
                {names.map(({ metricId, name }) => (
                  <li key={metricId}>{name}</li>
                ))}
              </ul>
            </div>
          );
        })}
        <Button tone="primary" className="justify-self-end" onClick={close}>
          {t("many.close")}
        </Button>
      </div>
    );
  }
  return (
    <div className="flex min-h-0 flex-col gap-3">
      <div className="flex flex-wrap items-end gap-3">
        <Select
          label={t("many.unit")}
          value={unit}
          onChange={(event) => setUnit(event.target.value)}
          options={[
            { value: "", label: t("many.unitNone") },
            ...choices.units.filter(({ siteId }) => siteIds.has(siteId)).map(({ id, code, name }) => ({ value: id, label: name === code ? code : `${code}, ${name}` })),
          ]}
          className="min-w-72 grow"
        />
        <Button tone="quiet" onClick={() => setAll(true)}>
          {t("many.all")}
        </Button>
        <Button tone="quiet" onClick={() => setAll(false)}>
          {t("many.none")}
        </Button>
      </div>
      <div className="flex max-h-[50dvh] min-h-0 flex-col rounded border border-line">
        <Table scroll caption={t("many.caption")}>
          <thead>
            <tr>
              <Th>{t("inbox.value")}</Th>
              <Th>{t("inbox.last")}</Th>
              <Th>{t("many.becomes")}</Th>
            </tr>
          </thead>
          <tbody>
            {listed.map((one) => (
              <Line key={one.row.id} one={one} chosen={isChosen(one)} turn={() => turn(one.row.id)} />
            ))}
          </tbody>
        </Table>
      </div>
      {total > rows.length ? <p className="text-sm text-ink-3">{t("many.more", { count: rows.length, total })}</p> : null}
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
      <Button tone="primary" busy={busy} className="self-end" forbidden={chosen.length === 0 ? t("many.nothing") : undefined} onClick={save}>
        {t("many.save", { count: chosen.length })}
      </Button>
    </div>
  );
}

function Line({ one: { row, unit }, chosen, turn }: { one: ManyRow; chosen: boolean; turn: () => void }) {
  const t = useTranslations("telemetry");
  const { suggested, lastValue, address } = row;
  return (
    <Tr className="align-top">
      <RowHead className="py-2 break-all">
        <label className="flex items-start gap-2.5 font-medium">
          <input type="checkbox" checked={chosen} disabled={unit === null} onChange={turn} className="mt-0.5 size-4 shrink-0 accent-primary" />
          {row.path === "" ? t("inbox.message") : valueName(row)}
        </label>
        <span className="block pl-6.5 text-xs text-ink-3">{address}</span>
      </RowHead>
      <Td className="max-w-32 truncate py-2" title={lastValue ?? undefined}>
        {lastValue ?? <span className="text-ink-3">{t("inbox.noValue")}</span>}
        {row.unit === null ? null : <span className="text-ink-3"> {row.unit}</span>}
      </Td>
      <Td className="py-2 text-ink-2">
        {row.refused ? (
          t("inbox.refused")
        ) : !suggested.fits ? (
          t("inbox.text")
        ) : (
          <>
            {unit === null ? <span className="text-ink-3">{t("many.noUnit")}</span> : <span className="font-medium text-ink">{unit.code}</span>}
            <span className="block text-xs">{t(`meaning.${meaningOf(suggested)}`)}</span>
          </>
        )}
      </Td>
    </Tr>
  );
}
