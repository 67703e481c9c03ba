"use client";

import { type SyntheticEvent, useEffect, useRef, useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Refused } from "@/app/(admin)/_components/refused";
import { saveConnectionAction, testDraftAction } from "@/app/(admin)/connections/actions";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { Mark } from "@/components/ui/mark";
import type { Refusal } from "@/lib/commands/refusal";
import type { ConnectionDetail, ConnectionForm as Kind, Tested } from "@/lib/edge/connection-admin";
import type { ConfigurableSite } from "@/lib/queries/admin/configurable-sites";
import { Elapsed } from "./elapsed";
import { FormField } from "./form-field";
import { SecretField } from "./secret-field";
import { TestedWords } from "./tested-words";

type ConnectionFormProps = { kinds: readonly Kind[]; sites: readonly ConfigurableSite[]; detail: ConnectionDetail | null; close: () => void };
type Texts = Readonly<Record<string, string>>;

const CAPTION = "text-base font-semibold";

/** Adds or changes a connection: its kind of ERP says which settings and secrets it takes. Can be tried before it is saved. */
export function ConnectionForm({ kinds, sites, detail, close }: ConnectionFormProps) {
  const router = useRouter();
  const [saving, save] = useTransition();
  const [testing, test] = useTransition();
  const [system, setSystem] = useState(detail?.adapter ?? kinds[0]?.system ?? "");
  const [head, setHead] = useState({ code: detail?.code ?? "", name: detail?.name ?? "", pollSeconds: String(detail?.pollSeconds ?? 15) });
  const [governed, setGoverned] = useState<Texts>(() => Object.fromEntries((detail?.sites ?? []).map(({ siteId, erpCode }) => [siteId, erpCode])));
  const [settings, setSettings] = useState<Texts>(detail?.settings ?? {});
  const [secrets, setSecrets] = useState<Texts>({});
  const [tested, setTested] = useState<Tested | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const form = useRef<HTMLFormElement>(null);
  // The form is longer than the screen: whoever is refused is taken to the first field that needs another value.
  useEffect(() => {
    if (refusal?.fields !== undefined) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusal]);
  const kind = kinds.find((one) => one.system === system);
  const fields = refusal?.fields ?? {};
  const chosen = sites.filter(({ id }) => id in governed);

  const draft = () => ({
    connectionId: detail?.connectionId ?? null,
    seen: detail?.seen ?? null,
    adapter: system,
    code: head.code,
    name: head.name,
    pollSeconds: Number(head.pollSeconds),
    sites: chosen.map(({ id }) => ({ siteId: id, erpCode: governed[id] ?? "" })),
    settings,
    secrets,
  });

  function tryOut() {
    setTested(null);
    test(async () => {
      const answer = await testDraftAction(draft());
      setRefusal(answer.ok ? null : answer);
      setTested(answer.ok ? answer.data : null);
    });
  }

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    setTested(null);
    save(async () => {
      const result = await saveConnectionAction(draft());
      if (!result.ok) return setRefusal(result);
      router.refresh();
      close();
    });
  }

  return (
    <form ref={form} onSubmit={submit} className="grid gap-5" autoComplete="off">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        {detail === null ? (
          <>
            <Select
              label="Kind of ERP"
              value={system}
              onChange={(event) => {
                setSystem(event.target.value);
                setSettings({});
                setSecrets({});
                setRefusal(null);
                setTested(null);
              }}
              options={kinds.map((one) => ({ value: one.system, label: one.title }))}
              error={fields.adapter}
            />
            <Field
              label="Code"
              value={head.code}
              onChange={(event) => setHead({ ...head, code: event.target.value })}
              hint="Lower-case letters, digits, dashes; part of the address that the ERP calls. It stays."
              error={fields.code}
              autoComplete="off"
            />
          </>
        ) : null}
        <Field label="Name" value={head.name} onChange={(event) => setHead({ ...head, name: event.target.value })} error={fields.name} autoComplete="off" />
        <Field
          label="Read changes every … seconds"
          value={head.pollSeconds}
          onChange={(event) => setHead({ ...head, pollSeconds: event.target.value })}
          inputMode="numeric"
          error={fields.pollSeconds}
        />
      </div>
      <Sites sites={sites} governed={governed} setGoverned={setGoverned} errors={fields} />
      {kind === undefined ? null : (
        <>
          <section className="grid gap-4">
            <h3 className={CAPTION}>Settings</h3>
            <div className="grid items-start gap-4 sm:grid-cols-2">
              {kind.settings.map((field) => (
                <div key={`${system}.${field.name}`} className={field.kind === "json" ? "sm:col-span-2" : undefined}>
                  <FormField
                    field={field}
                    value={settings[field.name] ?? field.initial}
                    onChange={(value) => setSettings({ ...settings, [field.name]: value })}
                    error={fields[`settings.${field.name}`]}
                  />
                </div>
              ))}
            </div>
          </section>
          <section className="grid gap-4">
            <h3 className={CAPTION}>Secrets</h3>
            {detail?.secretsSet === null ? (
              <p className="text-sm">The stored secrets cannot be opened: MILLRACE_SECRET is another one than when they were stored. Set them again.</p>
            ) : null}
            <div className="grid items-start gap-4 sm:grid-cols-2">
              {kind.secrets.map((field) => (
                <SecretField
                  key={`${system}.${field.name}`}
                  field={field}
                  stored={detail?.secretsSet?.includes(field.name) ?? false}
                  value={secrets[field.name] ?? ""}
                  onChange={(value) => setSecrets({ ...secrets, [field.name]: value })}
                  error={fields[`secrets.${field.name}`]}
                />
              ))}
            </div>
          </section>
        </>
      )}
      <div aria-live="polite">
        {testing ? <Elapsed>Asking the ERP who it is</Elapsed> : null}
        {tested === null ? null : <TestedWords tested={tested} />}
        {refusal === null ? null : refusal.fields === undefined ? <Refused refusal={refusal} timeZone="UTC" /> : <Mark kind="failed">{wrongWords(refusal.fields)}</Mark>}
      </div>
      <div className="flex flex-wrap justify-end gap-2">
        <Button icon="plug" busy={testing} onClick={tryOut}>
          Test these values
        </Button>
        <Button type="submit" tone="primary" busy={saving}>
          {detail === null ? "Add the connection" : "Save"}
        </Button>
      </div>
    </form>
  );
}

function wrongWords(fields: Texts): string {
  const count = Object.keys(fields).length;
  return count === 1 ? "One field needs another value" : `${count} fields need another value`;
}

function Sites({ sites, governed, setGoverned, errors }: { sites: readonly ConfigurableSite[]; governed: Texts; setGoverned: (next: Texts) => void; errors: Texts }) {
  const chosen = sites.filter(({ id }) => id in governed);
  return (
    <fieldset className="grid gap-2">
      <legend className={CAPTION}>Sites that this ERP governs</legend>
      {sites.map(({ id, code, name }) => {
        const on = id in governed;
        const error = errors[`sites.${chosen.findIndex((one) => one.id === id)}.erpCode`];
        return (
          <div key={id} className="grid items-start gap-x-4 gap-y-1 sm:grid-cols-[1fr_1fr]">
            <label className="flex min-h-8 items-center gap-2.5">
              <input
                type="checkbox"
                checked={on}
                onChange={(event) =>
                  setGoverned(event.target.checked ? { ...governed, [id]: code } : Object.fromEntries(Object.entries(governed).filter(([other]) => other !== id)))
                }
                className="size-4 accent-primary"
              />
              {name === code ? code : `${code}, ${name}`}
            </label>
            {on ? (
              <Field
                label={`Name of ${code} in the ERP`}
                value={governed[id] ?? ""}
                onChange={(event) => setGoverned({ ...governed, [id]: event.target.value })}
                error={error}
                autoComplete="off"
              />
            ) : null}
          </div>
        );
      })}
      {errors.sites === undefined ? null : (
        <p role="alert" className="text-sm font-medium text-down-ink">
          Choose at least one site
        </p>
      )}
    </fieldset>
  );
}
