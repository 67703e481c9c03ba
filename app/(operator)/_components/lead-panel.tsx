"use client";

import { Children, type ReactNode, useState } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { SecondKey } from "@/components/shop-floor/key";

/** Rows that stand there at first, and that come with each tap: what waits below a long list is not to be out of reach. */
const FIRST = 8;
const MORE = 40;

type PanelProps = {
  title: string;
  none: string;
  empty: boolean;
  /** What holds for all of it. */
  note?: string;
  /** Two in a row. */
  abreast?: boolean;
  /** Two in a row as long as the glass is wider than high. */
  wide?: boolean;
  /** All of it stands there at once. */
  whole?: boolean;
  /** There is more than the server lists: the number in the title is the least of it. */
  cut?: boolean;
  /** What stands below the last row: ways to what is not in this list. */
  footer?: ReactNode;
  children: ReactNode;
};

/** A list of the lead's page with its heading; a long one a part at a time. */
export function Panel({ title, none, empty, note, abreast = false, wide = false, whole = false, cut = false, footer, children }: PanelProps) {
  const t = useTranslations("lead.list");
  const [most, setMost] = useState(FIRST);
  const rows = Children.toArray(children);
  const shown = whole ? rows : rows.slice(0, most);
  const left = rows.length - shown.length;
  return (
    <section aria-label={title} className="min-w-0">
      <h2 className="mb-3 text-floor-md font-semibold">{cut && !empty ? t("over", { title }) : title}</h2>
      {note === undefined ? null : <p className="mb-3 text-ink-2">{note}</p>}
      {empty ? <p className="text-ink-2">{none}</p> : <ul className={clsx("grid gap-4", abreast ? "grid-cols-2" : "grid-cols-1", wide && "landscape:grid-cols-2")}>{shown}</ul>}
      {cut && left === 0 ? <p className="mt-4 text-ink-2">{t("cut", { count: rows.length })}</p> : null}
      {whole || rows.length <= FIRST ? null : (
        // One key for both, so that it keeps the focus when the last rows have come.
        <SecondKey
          label={left > 0 ? t("more", { count: left }) : t("fewer")}
          detail={left > MORE ? t("show", { count: MORE }) : undefined}
          onClick={() => setMost(left > 0 ? most + MORE : FIRST)}
          className="mt-4 w-full"
        />
      )}
      {left === 0 ? footer : null}
    </section>
  );
}
