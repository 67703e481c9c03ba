"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Glyph } from "@/components/ui/glyph";
import { postCredentials, type SignInRefusal, startSingleSignOn } from "./post-credentials";
import { useRefusalWords } from "./refusal-words";

type DeskSignInProps = { to: string; singleSignOn: boolean; refused?: SignInRefusal };

/** E-mail and password, and the company's own sign-in where there is one. */
export function DeskSignIn({ to, singleSignOn, refused: first }: DeskSignInProps) {
  const t = useTranslations("signIn");
  const refusalWords = useRefusalWords(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [refused, setRefused] = useState(first);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    setBusy(true);
    const answer = await postCredentials("desk", { email: text("email"), password: text("password") });
    // A full load: nothing of whoever sat here before stays in memory.
    if (answer.ok) return window.location.assign(to);
    setBusy(false);
    setRefused(answer);
  }

  return (
    <form method="post" onSubmit={(event) => void submit(event)} className="grid gap-4" noValidate>
      {refused === undefined ? null : (
        <p role="alert" className="flex items-start gap-2 rounded border border-down-edge bg-down-soft px-3 py-2.5 text-down-ink">
          <Glyph shape="down" className="mt-1 size-3.5 flex-none" />
          <span>{refusalWords(refused)}</span>
        </p>
      )}
      <Field label={t("email")} name="email" type="email" autoComplete="username" required autoCapitalize="none" spellCheck={false} />
      <Field label={t("password")} name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" tone="primary" size="lg" busy={busy} className="mt-1 w-full justify-center">
        {busy ? t("signingIn") : t("title")}
      </Button>
      {singleSignOn ? (
        <Button size="lg" className="w-full justify-center" onClick={() => void startSingleSignOn(to).then((answer) => answer && setRefused(answer))}>
          {t("company")}
        </Button>
      ) : null}
    </form>
  );
}
