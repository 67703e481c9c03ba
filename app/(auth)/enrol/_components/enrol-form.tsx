"use client";

import { useActionState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { enrolAction } from "../actions";

const WORDS: Readonly<Record<string, string>> = {
  CODE_INVALID: "This code is unknown, used or older than a day. Ask IT for a new one.",
  LOCKED: "Too many codes were tried from here. Wait 15 minutes.",
};

/** The enrolment code, from the link or by hand. Following the link alone changes nothing: somebody presses the button. */
export function EnrolForm({ code }: { code: string }) {
  const [state, action, busy] = useActionState(enrolAction, {});
  const error = state.code === undefined ? undefined : (WORDS[state.code] ?? "That did not work. Open this page again and retry.");
  return (
    <form action={action} className="grid gap-4">
      <Field
        label="Enrolment code"
        name="code"
        defaultValue={code}
        error={error}
        hint="Ten letters and digits, from whoever manages devices."
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        required
      />
      <Button type="submit" tone="primary" size="lg" busy={busy} className="w-full justify-center">
        Enrol this browser
      </Button>
    </form>
  );
}
