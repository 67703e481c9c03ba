"use client";

import { useActionState } from "react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { enrolAction } from "../actions";

/** The enrolment code, from the link or by hand. Following the link alone changes nothing: somebody presses the button. */
export function EnrolForm({ code }: { code: string }) {
  const t = useTranslations("signIn.enrol");
  const [state, action, busy] = useActionState(enrolAction, {});
  const error = state.code === undefined ? undefined : t(state.code === "CODE_INVALID" || state.code === "LOCKED" ? state.code : "other");
  return (
    <form action={action} className="grid gap-4">
      <Field label={t("code")} name="code" defaultValue={code} error={error} hint={t("hint")} autoComplete="off" autoCapitalize="characters" spellCheck={false} required />
      <Button type="submit" tone="primary" size="lg" busy={busy} className="w-full justify-center">
        {t("submit")}
      </Button>
    </form>
  );
}
