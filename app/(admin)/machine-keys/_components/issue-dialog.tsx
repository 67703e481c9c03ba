"use client";

import { startTransition, useActionState, useState } from "react";
import { CopyButton } from "@/app/(admin)/messages/_components/copy-button";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Select } from "@/components/ui/field";
import { issueKeyAction } from "../actions";

type Option = { readonly value: string; readonly label: string };
type IssueProps = { sites: readonly Option[]; scopes: readonly Option[] };

/** Issues a key for one program, and shows its token once. */
export function IssueDialog(props: IssueProps) {
  const [open, setOpen] = useState(false);
  const [round, setRound] = useState(0);
  return (
    <>
      <Button tone="primary" size="lg" onClick={() => setOpen(true)}>
        Issue a key
      </Button>
      <Dialog
        open={open}
        onClose={() => {
          setOpen(false);
          // A token that was shown must not stand there when the dialog opens again.
          setRound(round + 1);
        }}
        title="Issue a machine key"
        wide
      >
        <Content key={round} {...props} />
      </Dialog>
    </>
  );
}

function Content({ sites, scopes }: IssueProps) {
  const [state, action, busy] = useActionState(issueKeyAction, { step: "form" });
  if (state.step === "made") {
    return (
      <div className="grid gap-3">
        <p>
          The token of <b>{state.name}</b>. It is shown this once; afterwards only its hash is known here.
        </p>
        <p data-testid="token" className="rounded border border-line-strong bg-raised px-4 py-3 text-md font-semibold break-all select-all">
          {state.token}
        </p>
        <p className="flex flex-wrap items-center gap-2 text-ink-2">
          <CopyButton text={state.token} label="Copy" /> Send it as <code className="font-sans font-medium text-ink">Authorization: Bearer …</code>
        </p>
      </div>
    );
  }
  return (
    <form
      // Not by `action`: with it React empties the fields after each answer, a refusal included.
      onSubmit={(event) => {
        event.preventDefault();
        const entered = new FormData(event.currentTarget);
        startTransition(() => action(entered));
      }}
      className="grid gap-4"
    >
      <Field label="Name" name="name" hint="The program that uses it: Line gateway L2, Reporting" maxLength={80} required autoComplete="off" />
      <Checks legend="It may" name="scope" options={scopes} />
      <Checks legend="At" name="site" options={sites} all />
      <Select
        label="It works"
        name="days"
        defaultValue="365"
        className="max-w-56"
        options={[
          { value: "30", label: "for 30 days" },
          { value: "90", label: "for 90 days" },
          { value: "365", label: "for a year" },
          { value: "never", label: "until it is revoked" },
        ]}
      />
      {state.problem === undefined ? null : (
        <p role="alert" className="font-medium text-down-ink">
          {state.problem}
        </p>
      )}
      <Button type="submit" tone="primary" size="lg" busy={busy} className="justify-self-end">
        Issue the key
      </Button>
    </form>
  );
}

function Checks({ legend, name, options, all = false }: { legend: string; name: string; options: readonly Option[]; all?: boolean }) {
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      <div className="grid gap-x-6 sm:grid-cols-2">
        {options.map((option) => (
          <label key={option.value} className="flex min-h-8 items-center gap-2.5">
            <input type="checkbox" name={name} value={option.value} defaultChecked={all && options.length === 1} className="size-4 accent-primary" />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
