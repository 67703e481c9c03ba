"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { inboxAddress, mappingsAddress } from "@/app/(admin)/telemetry/inbox-address";
import type { TelemetryParams } from "@/app/(admin)/telemetry/search-params";
import { SearchBox } from "@/components/ui/search-box";

/** Looks for a topic, path or metric among what nobody has mapped. */
export function InboxSearch({ params }: { params: TelemetryParams }) {
  const t = useTranslations("telemetry");
  const router = useRouter();
  return <SearchBox label={t("inbox.search")} value={params.q ?? ""} onSearch={(text) => router.push(inboxAddress(params, { q: text === "" ? null : text }), { scroll: false })} />;
}

/** Looks for a topic, path, name, metric or work unit among what is mapped. */
export function MappingSearch({ params }: { params: TelemetryParams }) {
  const t = useTranslations("telemetry");
  const router = useRouter();
  return (
    <SearchBox
      label={t("mappings.search")}
      value={params.mapped ?? ""}
      onSearch={(text) => router.push(mappingsAddress(params, { mapped: text === "" ? null : text }), { scroll: false })}
    />
  );
}
