"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { Key } from "@/components/shop-floor/key";
import { Field } from "@/components/ui/field";
import type { OverrideQuestion } from "./override-of";
import { ReasonPicker } from "./reason-picker";

/** The lead's reason: one of the site's where there is a list, else words of their own. `submit` is what the key below the words says. */
export function WhyOverride({ override, submit, onReason }: { override: OverrideQuestion; submit: string; onReason: (reason: string, name: string) => void }) {
  const t = useTranslations("floor.refusal");
  const [reason, setReason] = useState("");
  const label = t(override.label);
  if ("choices" in override) return <ReasonPicker title={t("ofLead", { question: label })} reasons={override.choices} onPick={({ code, name }) => onReason(code, name)} />;
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        onReason(reason.trim(), reason.trim());
      }}
    >
      <Field size="floor" label={t("ofLead", { question: label })} value={reason} maxLength={override.most} onChange={(event) => setReason(event.target.value)} />
      <Key type="submit" icon="check" primary label={submit} layout="row" disabled={reason.trim() === ""} />
    </form>
  );
}
