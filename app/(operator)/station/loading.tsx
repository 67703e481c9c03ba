import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { Skeleton } from "@/components/ui/skeleton";

/** The lines while they are being read. */
export default function Loading() {
  const t = useTranslations("floor");
  return (
    <>
      <div className="h-20 flex-none border-b border-line bg-surface" />
      <FloorMain>
        <p role="status" className="sr-only">
          {t("reading")}
        </p>
        <div className="grid gap-4 landscape:grid-cols-2">
          {[1, 2, 3, 4].map((one) => (
            <Skeleton key={one} className="h-36! w-full" />
          ))}
        </div>
      </FloorMain>
    </>
  );
}
