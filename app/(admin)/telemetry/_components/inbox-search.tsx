"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { hrefWith, type TelemetryParams } from "@/app/(admin)/telemetry/search-params";
import { SearchBox } from "@/components/ui/search-box";

/** Looks for a topic, path or metric among what nobody has mapped. */
export function InboxSearch({ params }: { params: TelemetryParams }) {
  const t = useTranslations("telemetry");
  const router = useRouter();
  return (
    <SearchBox label={t("inbox.search")} value={params.text ?? ""} onSearch={(text) => router.push(hrefWith(params, { text: text === "" ? null : text }), { scroll: false })} />
  );
}
