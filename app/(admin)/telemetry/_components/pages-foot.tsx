import { ButtonLink } from "@/components/ui/button-link";
import { PanelFoot } from "@/components/ui/panel";
import { formatQuantity } from "@/lib/format/quantity";
import type { Translator } from "@/lib/i18n/translator";

type PagesProps = {
  t: Translator<"telemetry">;
  /** What the list is called, for who hears where its links lead. */
  of: string;
  page: number;
  /** Rows that a page holds, those on this one, and those of all pages. */
  rows: number;
  shown: number;
  total: number;
  /** The address of a page; null is the first. */
  href: (page: number | null) => string;
};

/** The foot of a list of several pages: which part of how many it is, and the ways to the pages beside it. Nothing where one page holds them all. */
export function PagesFoot({ t, of, page, rows, shown, total, href }: PagesProps) {
  if (total <= shown) return null;
  const first = (page - 1) * rows + 1;
  const last = first + shown - 1;
  return (
    <PanelFoot>
      <span className="tabular-nums">
        {shown === 0
          ? t("pages.count", { count: total })
          : t("pages.range", { first: formatQuantity(String(first)), last: formatQuantity(String(last)), total: formatQuantity(String(total)) })}
      </span>
      <nav aria-label={of} className="flex items-center gap-6">
        {page === 1 ? null : (
          <ButtonLink href={href(page === 2 ? null : page - 1)} tone="quiet" icon="arrow-left">
            {t("pages.before")}
          </ButtonLink>
        )}
        {shown === 0 || last >= total ? null : (
          <ButtonLink href={href(page + 1)} icon="arrow-right">
            {t("pages.after")}
          </ButtonLink>
        )}
      </nav>
    </PanelFoot>
  );
}
