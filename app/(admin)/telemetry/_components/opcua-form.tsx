"use client";

import { type ReactNode, type SyntheticEvent, useEffect, useRef, useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Field, Select, TextArea } from "@/components/ui/field";
import type { Refusal } from "@/lib/commands/refusal";
import type { OpcuaDetail, ServerTest } from "@/lib/edge/opcua-admin";
import { saveOpcuaAction, testOpcuaAction } from "../actions";
import { OpcuaTested } from "./opcua-tested";
import { OwnCertificate } from "./own-certificate";

type OpcuaFormProps = {
  /** What is stored; null for a new one. */
  detail: OpcuaDetail | null;
  siteId: string;
  /** Site and kind of a new one. */
  children?: ReactNode;
  timeZone: string;
  close: () => void;
};

const POLICIES = ["Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss", "None"] as const;
const MODES = ["SignAndEncrypt", "Sign"] as const;

const SHIPPED = {
  endpointUrl: "",
  policy: "Basic256Sha256",
  mode: "SignAndEncrypt",
  userName: null,
  certificate: null,
  nodeIds: [],
  browseRoot: null,
  browseDepth: 3,
  samplingMs: 500,
  queueSize: 120,
  repeatSeconds: 5,
} satisfies OpcuaDetail["settings"];

/** Adds or changes an OPC UA server as a source. Can be tested before it is saved, and accepts the server's certificate. */
export function OpcuaForm({ detail, siteId, children, timeZone, close }: OpcuaFormProps) {
  const t = useTranslations("telemetry");
  const router = useRouter();
  const [saving, save] = useTransition();
  const [testing, test] = useTransition();
  const settings = detail?.settings ?? SHIPPED;
  const [head, setHead] = useState({ code: detail?.code ?? "", active: detail?.active ?? true });
  const [security, setSecurity] = useState({ policy: settings.policy, mode: settings.mode, certificate: settings.certificate });
  const [named, setNamed] = useState(settings.userName !== null);
  const [password, setPassword] = useState("");
  const [texts, setTexts] = useState({
    endpointUrl: settings.endpointUrl,
    userName: settings.userName ?? "",
    nodeIds: settings.nodeIds.join("\n"),
    browseRoot: settings.browseRoot ?? "",
    browseDepth: String(settings.browseDepth),
    samplingMs: String(settings.samplingMs),
    queueSize: String(settings.queueSize),
    repeatSeconds: String(settings.repeatSeconds),
  });
  const [tested, setTested] = useState<ServerTest | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const form = useRef<HTMLFormElement>(null);
  // The form is longer than the screen: whoever is refused is taken to the first field that needs another value.
  useEffect(() => {
    if (refusal?.fields !== undefined) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusal]);
  const errors = refusal?.fields ?? {};
  const text = (name: keyof typeof texts) => ({
    value: texts[name],
    onChange: (event: { target: { value: string } }) => setTexts({ ...texts, [name]: event.target.value }),
    error: errors[name],
    autoComplete: "off",
    spellCheck: false,
  });

  const draft = (certificate = security.certificate) => ({
    sourceId: detail?.sourceId ?? null,
    seen: detail?.seen ?? null,
    siteId,
    ...head,
    settings: {
      endpointUrl: texts.endpointUrl,
      policy: security.policy,
      mode: security.mode,
      certificate: security.policy === "None" ? null : certificate,
      userName: named ? texts.userName : null,
      nodeIds: texts.nodeIds.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()])),
      browseRoot: texts.browseRoot.trim() === "" ? null : texts.browseRoot,
      browseDepth: Number(texts.browseDepth),
      samplingMs: Number(texts.samplingMs),
      queueSize: Number(texts.queueSize),
      repeatSeconds: Number(texts.repeatSeconds),
    },
    password: named && password !== "" ? password : null,
  });

  function tryOut(certificate = security.certificate) {
    setTested(null);
    test(async () => {
      const answer = await testOpcuaAction(draft(certificate));
      setRefusal(answer.ok ? null : answer);
      setTested(answer.ok ? answer.data : null);
    });
  }

  function submit(event: SyntheticEvent) {
    event.preventDefault();
    save(async () => {
      const result = await saveOpcuaAction(draft());
      if (!result.ok) return setRefusal(result);
      router.refresh();
      close();
    });
  }

  return (
    <form ref={form} onSubmit={submit} className="grid gap-4" autoComplete="off">
      {children}
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field
          label={t("source.code")}
          hint={t("source.codeHint")}
          value={head.code}
          onChange={(event) => setHead({ ...head, code: event.target.value })}
          error={errors.code}
          maxLength={60}
          autoComplete="off"
        />
        <Field label={t("opcua.server")} hint={t("opcua.serverHint")} {...text("endpointUrl")} inputMode="url" />
        <Select
          label={t("opcua.policy")}
          hint={security.policy === "None" ? t("opcua.policyNone") : undefined}
          value={security.policy}
          onChange={(event) => setSecurity({ ...security, policy: POLICIES.find((policy) => policy === event.target.value) ?? "Basic256Sha256" })}
          options={POLICIES.map((policy) => ({ value: policy, label: policy === "None" ? t("opcua.noSecurity") : policy.replaceAll("_", " ") }))}
        />
        {security.policy === "None" ? null : (
          <Select
            label={t("opcua.mode")}
            value={security.mode}
            onChange={(event) => setSecurity({ ...security, mode: MODES.find((mode) => mode === event.target.value) ?? "SignAndEncrypt" })}
            options={MODES.map((mode) => ({ value: mode, label: t(`opcua.modes.${mode}`) }))}
          />
        )}
        <Select
          label={t("opcua.signIn")}
          value={named ? "named" : "anonymous"}
          onChange={(event) => setNamed(event.target.value === "named")}
          options={[
            { value: "anonymous", label: t("opcua.anonymous") },
            { value: "named", label: t("opcua.asUser") },
          ]}
          className="sm:col-start-1"
        />
        {named ? (
          <>
            <Field label={t("opcua.userName")} {...text("userName")} className="sm:col-start-1" />
            <Field
              label={t("opcua.password")}
              hint={detail?.hasPassword === true ? t("opcua.passwordStored") : undefined}
              type="password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
              error={errors.password}
              autoComplete="new-password"
            />
          </>
        ) : null}
      </div>
      {security.policy === "None" ? null : (
        <div className="grid gap-1">
          <span className="text-sm font-medium">{t("opcua.certificate")}</span>
          {security.certificate === null ? (
            <p className="text-sm text-ink-2">{t("opcua.untrusted")}</p>
          ) : (
            <p className="text-sm break-all text-ink-2">
              {t("opcua.trusted")}, SHA-256 <span className="tabular-nums">{security.certificate}</span>
            </p>
          )}
        </div>
      )}
      <TextArea label={t("opcua.nodes")} hint={t("opcua.nodesHint")} rows={4} {...text("nodeIds")} />
      <div className="grid items-start gap-4 sm:grid-cols-[3fr_1fr]">
        <Field label={t("opcua.root")} hint={t("opcua.rootHint")} {...text("browseRoot")} />
        <Field label={t("opcua.depth")} {...text("browseDepth")} inputMode="numeric" />
      </div>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <Field label={t("opcua.sampling")} {...text("samplingMs")} inputMode="numeric" />
        <Field label={t("opcua.queue")} hint={t("opcua.queueHint")} {...text("queueSize")} inputMode="numeric" />
        <Field label={t("opcua.repeat")} hint={t("opcua.repeatHint")} {...text("repeatSeconds")} inputMode="numeric" />
      </div>
      {detail === null ? null : (
        <Select
          label={t("source.active")}
          value={head.active ? "on" : "off"}
          onChange={(event) => setHead({ ...head, active: event.target.value === "on" })}
          options={[
            { value: "on", label: t("source.on") },
            { value: "off", label: t("source.off") },
          ]}
          className="max-w-56"
        />
      )}
      <OwnCertificate />
      {testing ? (
        <p role="status" className="text-sm text-ink-2">
          {t("opcua.testing")}
        </p>
      ) : tested === null ? null : (
        <OpcuaTested
          tested={tested}
          timeZone={timeZone}
          accept={(certificate) => {
            setSecurity({ ...security, certificate });
            tryOut(certificate);
          }}
        />
      )}
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button icon="plug" busy={testing} onClick={() => tryOut()}>
          {t("opcua.test")}
        </Button>
        <Button type="submit" tone="primary" busy={saving}>
          {t("source.save")}
        </Button>
      </div>
    </form>
  );
}
