"use client";

import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { v7 } from "uuid";
import { CommandDialog } from "@/components/data/command-dialog";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { fetchJson } from "@/lib/client/fetch-json";
import { listed } from "@/lib/format/planner/listed";
import type { CheckTarget } from "@/lib/queries/quality/check-targets";
import { requestCheckAction } from "../actions";

/** What a check is asked for: a lot, an operation of an order, or whatever is in work. */
export type AskAbout = { readonly lot: string } | { readonly order: string } | "IN_WORK";

/** Asks for a check by a plan that counts there (EX-14); it is due from then on, and the operation does not end before it is made. */
export function AskForCheck({ about, timeZone }: { about: AskAbout; timeZone: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Ask for a check</Button>
      {open ? <AskDialog about={about} timeZone={timeZone} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function AskDialog({ about, timeZone, onClose }: { about: AskAbout; timeZone: string; onClose: () => void }) {
  const address = about === "IN_WORK" ? "/quality/targets" : `/quality/targets?${new URLSearchParams(about)}`;
  const { data, isError } = useQuery({ queryKey: ["check-targets", address], queryFn: () => fetchJson<readonly CheckTarget[]>(address), retry: false, gcTime: 0 });
  const [chosen, setChosen] = useState("");
  const [plan, setPlan] = useState("");
  const only = data?.length === 1 ? data[0] : undefined;
  const target = only ?? data?.find(({ id }) => id === chosen);
  const plans = target?.plans ?? [];
  const asked = plans.length === 1 ? plans[0] : plans.find((one) => one.plan === plan);
  const send = () =>
    requestCheckAction({ commandId: v7(), plan: asked?.plan, ...(target === undefined ? {} : target.kind === "LOT" ? { lotId: target.id } : { operationId: target.id }) });
  return (
    <CommandDialog
      title="Ask for a check"
      description={about !== "IN_WORK" && "lot" in about ? "It is due from then on." : "It is due from then on, and its operation does not end before it is made."}
      action="Ask for it"
      ready={asked !== undefined}
      timeZone={timeZone}
      send={send}
      onClose={onClose}
    >
      {isError ? <p role="alert">The plans could not be read. Close this and try again.</p> : null}
      {data === undefined && !isError ? <p className="text-ink-3">The plans are coming.</p> : null}
      {data?.length === 0 ? (
        <p>
          {about === "IN_WORK"
            ? "Nothing that is in work has a plan of which no check is due yet."
            : "No plan counts here, or a check of each is due already. Plans come from the ERP."}
        </p>
      ) : null}
      {data === undefined || data.length < 2 ? null : (
        <Select
          label="Where"
          value={chosen}
          onChange={(event) => {
            setChosen(event.target.value);
            setPlan("");
          }}
          options={[{ value: "", label: "Choose an operation" }, ...data.map((one) => ({ value: one.id, label: targetWord(one) }))]}
        />
      )}
      {only === undefined ? null : <p className="font-medium">{targetWord(only)}</p>}
      {plans.length < 2 ? null : (
        <Select
          label="By which plan"
          value={plan}
          onChange={(event) => setPlan(event.target.value)}
          options={[{ value: "", label: "Choose a plan" }, ...plans.map((one) => ({ value: one.plan, label: `${one.plan}: ${one.asks.join(", ")}` }))]}
        />
      )}
      {asked === undefined ? null : <p className="text-ink-2">{`${asked.plan} looks at ${listed(asked.asks)}.`}</p>}
    </CommandDialog>
  );
}

function targetWord({ order, operation, name, workUnit, item, lot, site }: CheckTarget): string {
  const what = lot === null ? `${order} / ${operation} ${name ?? ""}`.trim() : `lot ${lot}`;
  return [what, item, workUnit, site].filter((part) => part !== null).join(", ");
}
