"use client";

import { useRef, useState } from "react";
import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { v7 } from "uuid";
import { CommandDialog } from "@/components/data/command-dialog";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { wipKeys } from "@/lib/client/office-keys";
import type { SendResult } from "@/lib/client/queue-item";
import { readScreen } from "@/lib/client/read-screen";
import { downtimeSpan } from "@/lib/format/planner/downtime-words";
import type { LineScreen } from "@/lib/queries/planner/line-screen";
import { instantInZone, wallClock } from "@/lib/queries/finance/instant-in-zone";
import type { DowntimeChoices, PlannedDowntimePage, PlannedDowntimeRow } from "@/lib/queries/planner/planned-downtime";
import { cancelDowntimeAction, changeDowntimeAction, planDowntimeAction } from "../actions";

const QUARTER_MS = 15 * 60_000;

/** What is open: a new plan, or one that is changed or called off. */
type Asked = { readonly kind: "PLAN" } | { readonly kind: "CHANGE" | "CANCEL"; readonly row: PlannedDowntimeRow };

/** When machines of the line stand by plan, and for planners the way to plan, change and call it off. The projection follows at once (§6.1.1). */
export function DowntimePanel({ screen }: { screen: LineScreen }) {
  const { choices } = screen.downtime;
  const [page, setPage] = useState(1);
  const shown = useDowntimePage(screen, page);
  const { rows } = shown;
  const list = useRef<HTMLUListElement>(null);
  const turnTo = (next: number) => {
    setPage(next);
    // At either end the button that was pressed can keep the focus no more.
    list.current?.focus();
  };
  const [asked, setAsked] = useState<Asked | null>(null);
  const client = useQueryClient();
  const { timeZone } = screen.site;
  const sent = async (answer: Promise<SendResult>) => {
    const result = await answer;
    if (result.ok) await client.invalidateQueries({ queryKey: wipKeys.all });
    return result;
  };
  const close = () => setAsked(null);
  return (
    <Panel title="Planned downtime" note={rows.length === 0 ? undefined : "the projection plans around it"}>
      {rows.length === 0 ? (
        <p className="px-4 pb-3 text-ink-3">Nothing is planned. Maintenance that is planned here is no loss of availability, and the projection keeps clear of it.</p>
      ) : (
        <ul ref={list} tabIndex={-1} aria-label="Planned downtime" className="grid">
          {rows.map((row) => (
            <li key={row.ids[0]} className="flex items-start gap-3 border-b border-line px-4 py-2.5 last:border-b-0">
              <i aria-hidden="true" className="fill-state-planned mt-1 size-4 flex-none border border-line" />
              <div className="min-w-0 flex-1">
                <p className="font-semibold break-words">{`${row.reason}, ${row.wholeLine ? "whole line" : row.units.join(", ")}`}</p>
                <p className="text-sm text-ink-2">{downtimeSpan(row, screen.asOf, { timeZone })}</p>
                {row.stopsLine ? null : <p className="text-xs text-ink-3">The line goes on: its constraint does not stand.</p>}
              </div>
              {row.byErp ? <span className="flex-none text-sm text-ink-3">from the ERP</span> : null}
              {choices === null || row.byErp ? null : (
                <div className="flex flex-none gap-1">
                  <Button tone="quiet" aria-label={`Change ${row.reason}, ${downtimeSpan(row, screen.asOf, { timeZone })}`} onClick={() => setAsked({ kind: "CHANGE", row })}>
                    Change
                  </Button>
                  <Button tone="quiet" aria-label={`Call off ${row.reason}, ${downtimeSpan(row, screen.asOf, { timeZone })}`} onClick={() => setAsked({ kind: "CANCEL", row })}>
                    Call off
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      {shown.pages === 1 ? null : (
        <PanelFoot>
          <span aria-live="polite">{shown.failed ? "These could not be read." : `${shown.first} to ${shown.first + rows.length - 1} of ${shown.total}`}</span>
          <span className="ml-auto flex flex-none items-center gap-2">
            <Button disabled={shown.page === 1} onClick={() => turnTo(shown.page - 1)}>
              Earlier
            </Button>
            <Button disabled={shown.page === shown.pages} onClick={() => turnTo(shown.page + 1)}>
              Later
            </Button>
          </span>
        </PanelFoot>
      )}
      {choices === null ? null : (
        <div className="border-t border-line px-4 py-3">
          <Button onClick={() => setAsked({ kind: "PLAN" })}>Plan downtime</Button>
        </div>
      )}
      {asked === null || choices === null ? null : asked.kind === "CANCEL" ? (
        <CommandDialog
          title={`Call off ${asked.row.reason}`}
          description={
            Date.parse(asked.row.from) <= Date.parse(screen.asOf)
              ? "It has begun: it ends now, and what has passed of it stays planned."
              : "The machines are planned again for that time."
          }
          action="Call it off"
          ready
          timeZone={timeZone}
          send={() => sent(cancelDowntimeAction({ commandId: v7(), downtimeIds: asked.row.ids }))}
          onClose={close}
        >
          <p>{`${asked.row.wholeLine ? "Whole line" : asked.row.units.join(", ")}, ${downtimeSpan(asked.row, screen.asOf, { timeZone })}`}</p>
        </CommandDialog>
      ) : (
        <DowntimeForm screen={screen} choices={choices} row={asked.kind === "CHANGE" ? asked.row : null} sent={sent} onClose={close} />
      )}
    </Panel>
  );
}

/** The page of planned downtime that is asked for: the first comes with the screen, others are read; until one is there, the one before stays. */
function useDowntimePage(screen: LineScreen, page: number): PlannedDowntimePage & { readonly failed: boolean } {
  const { line, site, downtime } = screen;
  const query = new URLSearchParams({ site: site.code, page: String(page) }).toString();
  const { data, isError } = useQuery({
    queryKey: ["wip", "line", line.id, "downtime", String(page)],
    queryFn: () => readScreen<PlannedDowntimePage>(`/lines/${encodeURIComponent(line.code)}/downtime?${query}`),
    enabled: page > 1,
    placeholderData: keepPreviousData,
  });
  return page === 1 || data === undefined ? { ...downtime, failed: page > 1 && isError } : { ...data, failed: isError };
}

/** An hour from the next full quarter on. */
function anHourSoon(asOf: string): { readonly from: Date; readonly to: Date } {
  const soon = Math.ceil((Date.parse(asOf) + 1) / QUARTER_MS) * QUARTER_MS;
  return { from: new Date(soon), to: new Date(soon + 4 * QUARTER_MS) };
}

type FormProps = {
  screen: LineScreen;
  choices: DowntimeChoices;
  /** What is changed; null: a new one. */ row: PlannedDowntimeRow | null;
  sent: (answer: Promise<SendResult>) => Promise<SendResult>;
  onClose: () => void;
};

function DowntimeForm({ screen, choices, row, sent, onClose }: FormProps) {
  const { line, site, asOf } = screen;
  const { timeZone } = site;
  const [was] = useState(() => (row === null ? anHourSoon(asOf) : { from: new Date(row.from), to: new Date(row.to) }));
  const [equipmentId, setEquipment] = useState(line.id);
  const [reason, setReason] = useState(row?.reasonCode ?? choices.reasons[0]?.value ?? "");
  const [from, setFrom] = useState(wallClock(was.from, timeZone));
  const [to, setTo] = useState(wallClock(was.to, timeZone));
  const begun = row !== null && Date.parse(row.from) <= Date.parse(asOf);
  // What nobody changed stays as it was: a field holds minutes, and in the night in which the clocks go back does not say which of two hours it means.
  const begins = begun || from === wallClock(was.from, timeZone) ? was.from : instantInZone(from, timeZone, new Date(asOf));
  const ends = to === wallClock(was.to, timeZone) ? was.to : instantInZone(to, timeZone, begins ?? undefined);
  const backwards = begins !== null && ends !== null && ends <= begins;
  const known = row === null || choices.reasons.some(({ value }) => value === row.reasonCode);
  const reasons = known ? choices.reasons : [...choices.reasons, { value: row.reasonCode, label: `${row.reason}, no longer in the list` }];
  const send = () => {
    const what = { commandId: v7(), reason, from: begins?.toISOString() ?? "", to: ends?.toISOString() ?? "" };
    return sent(row === null ? planDowntimeAction({ ...what, equipmentId }) : changeDowntimeAction({ ...what, downtimeIds: row.ids }));
  };
  return (
    <CommandDialog
      title={row === null ? `Plan downtime of ${line.code}` : `Change ${row.reason}`}
      description="Orders are planned around it at once, and the tablets of the machines say what is coming."
      action={row === null ? "Plan it" : "Change it"}
      ready={reason !== "" && begins !== null && ends !== null && !backwards}
      timeZone={timeZone}
      send={send}
      onClose={onClose}
    >
      {row === null ? (
        <Select
          label="What stands"
          value={equipmentId}
          onChange={(event) => setEquipment(event.target.value)}
          options={[{ value: line.id, label: `Whole line, ${choices.units.length} ${choices.units.length === 1 ? "machine" : "machines"}` }, ...choices.units]}
        />
      ) : (
        <p>{row.wholeLine ? "Whole line" : row.units.join(", ")}</p>
      )}
      <Select
        label="Reason"
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        options={reasons}
        error={reasons.length === 0 ? "The site's list has no reason of the class PLANNED. IT adds one in the company file." : undefined}
      />
      <div className="grid grid-cols-2 gap-3">
        <Field label="From" type="datetime-local" value={from} disabled={begun} hint={begun ? "It has begun." : undefined} onChange={(event) => setFrom(event.target.value)} />
        <Field label="Until" type="datetime-local" value={to} error={backwards ? "It ends before it begins." : undefined} onChange={(event) => setTo(event.target.value)} />
      </div>
      <p className="text-xs text-ink-3">{`Time of ${site.name}.`}</p>
    </CommandDialog>
  );
}
