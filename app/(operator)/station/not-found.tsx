import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { EmptyState } from "@/components/ui/panel-state";

/** Loads anew: a link of the router would come along with each page of the floor, for what it hardly ever shows. */
const LINES = "/station";

/** A machine that does not exist at the person's sites. */
export default function NotFound() {
  const t = useTranslations("floor.missing");
  return (
    <FloorMain className="grid place-items-center">
      <EmptyState
        level={1}
        title={t("title")}
        actions={
          <a href={LINES} className="flex min-h-(--target) items-center rounded border-2 border-line-strong bg-raised px-6 text-floor-md font-semibold text-ink no-underline">
            {t("toLines")}
          </a>
        }
      >
        {t("detail")}
      </EmptyState>
    </FloorMain>
  );
}
