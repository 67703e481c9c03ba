import { getTranslations } from "next-intl/server";
import { Skeleton } from "@/components/ui/skeleton";
import { Surface } from "@/components/ui/surface";

/** The wall's shape while it is read. */
export default async function WallLoading() {
  const t = await getTranslations("wall");
  return (
    <Surface theme="dark" floor className="grid h-dvh grid-rows-[auto_1fr] gap-6 p-8">
      <p role="status" className="text-floor-xl text-ink-3">
        {t("connecting")}
      </p>
      <div className="grid grid-cols-2 gap-6">
        {[1, 2, 3, 4].map((one) => (
          <Skeleton key={one} className="h-full! w-full" />
        ))}
      </div>
    </Surface>
  );
}
