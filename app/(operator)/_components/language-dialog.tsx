"use client";

import { useTransition } from "react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { LANGUAGE_NAMES, type Locale, LOCALES } from "@/lib/i18n/locales";
import { chooseLanguageAction } from "@/app/(auth)/language/actions";
import { useFloor } from "./floor-provider";

/** The language of the person at the tablet: kept with their account, so that it is theirs on the next tablet as well (UI-12). */
export function LanguageDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations("floor");
  const { offline } = useFloor();
  const spoken = useLocale();
  const router = useRouter();
  const [busy, start] = useTransition();
  const choose = (language: Locale) =>
    start(async () => {
      const kept = await chooseLanguageAction(language);
      if (kept.ok) {
        router.refresh();
        onClose();
      }
    });
  return (
    <FloorDialog open={open} onClose={onClose} title={t("menu.language")}>
      <div className="grid gap-4">
        {LOCALES.map((language) => (
          <SecondKey
            key={language}
            lang={language}
            label={LANGUAGE_NAMES[language]}
            pressed={language === spoken}
            disabled={offline}
            detail={offline ? t("needsNetwork") : undefined}
            busy={busy}
            onClick={() => choose(language)}
          />
        ))}
      </div>
    </FloorDialog>
  );
}
