"use client";

import { useState } from "react";
import { v7 as uuidv7 } from "uuid";
import { CommandForm } from "@/app/(admin)/_components/command-form";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { useCommand } from "@/lib/client/use-command";
import type { PolicyRow, PolicyValues } from "@/lib/queries/admin/policies";
import { setPolicyAction } from "../actions";

/** The one type of the ERP's whose outcome is told to it. */
const TOLD = "erp.order.v1";

/** Opens one line of the policy for editing. */
export function EditPolicy({ row, name }: { row: PolicyRow; name: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button aria-label={`Change ${name}`} onClick={() => setOpen(true)}>
        Change
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={name} description={`${row.messageType}, ${row.connection}`}>
        <Form row={row} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Form({ row, close }: { row: PolicyRow; close: () => void }) {
  const command = useCommand({ onDone: close });
  const [values, setValues] = useState<PolicyValues>(row);
  const batch = row.direction === "OUT" && values.mode === "BATCH";

  const save = () => {
    const { enabled, mode, targetSeconds, bundle } = values;
    const times = batch ? { schedule: values.schedule ?? "", bundle } : { schedule: null, bundle: null };
    return setPolicyAction({ commandId: uuidv7(), policyId: row.id, enabled, mode, targetSeconds, ...times });
  };
  const asShipped = row.shipped === null ? undefined : <Button onClick={() => setValues({ ...values, ...row.shipped })}>As shipped</Button>;

  return (
    <CommandForm command={command} label="Save" save={save} others={asShipped} timeZone={row.timeZone}>
      <Select
        label="Messages of this type"
        value={values.enabled ? "on" : "off"}
        onChange={(event) => setValues({ ...values, enabled: event.target.value === "on" })}
        options={[
          { value: "on", label: row.direction === "OUT" ? "are sent" : "are taken" },
          { value: "off", label: row.direction === "OUT" ? "are not sent" : "are refused" },
        ]}
        hint={
          values.enabled
            ? undefined
            : row.direction === "OUT"
              ? "What happens while it is off never reaches the ERP, not even later. What was recorded before and waits is still sent: what follows in its order builds on it."
              : `${row.messageType === TOLD ? "The ERP is told that it was refused (POLICY_OFF)" : "The ERP is not told"}. What it sends meanwhile changes nothing and is kept under Messages, where it can be applied once the type is on again and nothing newer came.`
        }
      />
      {row.direction === "IN" ? (
        <p className="text-sm text-ink-2">The ERP decides when it speaks; the connection reads every {row.pollSeconds} s, and takes what the ERP pushes at once.</p>
      ) : row.priority === 0 ? (
        <p className="text-sm text-ink-2">They go at once: somebody has to act on them now.</p>
      ) : (
        <Select
          label="They go"
          value={values.mode}
          onChange={(event) => setValues({ ...values, mode: event.target.value === "BATCH" ? "BATCH" : "EVENT" })}
          options={[
            { value: "EVENT", label: "at once, as events" },
            { value: "BATCH", label: "in batches, at set times" },
          ]}
        />
      )}
      {batch ? (
        <>
          <Field
            label="Times"
            value={values.schedule ?? ""}
            onChange={(event) => setValues({ ...values, schedule: event.target.value })}
            required
            maxLength={100}
            autoComplete="off"
            hint={`Cron: minute, hour, day, month, weekday, in ${row.timeZone}. 0 * * * * is each full hour.`}
          />
          <Field
            label="Or as soon as so many wait"
            type="number"
            min={2}
            max={50}
            step={1}
            value={values.bundle ?? ""}
            onChange={(event) => setValues({ ...values, bundle: Number.isNaN(event.target.valueAsNumber) ? null : event.target.valueAsNumber })}
            hint="Empty: they always wait for their time."
            className="max-w-72"
          />
        </>
      ) : null}
      <Field
        label="Target, seconds from the event to acceptance"
        type="number"
        min={1}
        max={604_800}
        step={1}
        required
        value={Number.isNaN(values.targetSeconds) ? "" : values.targetSeconds}
        onChange={(event) => setValues({ ...values, targetSeconds: event.target.valueAsNumber })}
        hint="The message monitor measures against it."
        className="max-w-72"
      />
    </CommandForm>
  );
}
