import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";

/** Says beside an entry that there is a photo of it. */
export function PhotoMark() {
  const t = useTranslations("photo");
  return (
    <span className="flex-none">
      <Icon name="camera" className="size-5" />
      <span className="sr-only">{t("with")}</span>
    </span>
  );
}
