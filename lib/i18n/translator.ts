import type { useTranslations } from "next-intl";

export type AnySubject = NonNullable<Parameters<typeof useTranslations>[0]>;

/** The texts of one subject in one language, for functions that a component hands them to. */
export type Translator<Subject extends AnySubject> = ReturnType<typeof useTranslations<Subject>>;
