"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import type { MenuItem } from "@/components/ui/menu";
import { useTheme } from "@/components/ui/use-theme";
import { FloorDialog } from "./floor-dialog";

const ROW =
  "flex min-h-(--target) w-full items-center justify-between gap-4 rounded border-2 border-line-strong bg-raised px-5 text-left text-floor-md font-semibold text-ink no-underline active:bg-sunken";

/** What stands behind the menu key of a tablet, in rows of 72 px, abreast so that all of them are seen at once; the theme is always among it. */
export function FloorMenu({ items, onClose }: { items: readonly MenuItem[]; onClose: () => void }) {
  const t = useTranslations("floor.menu");
  const title = useTranslations("floor.header")("menu");
  const [theme, setTheme] = useTheme();
  return (
    <FloorDialog onClose={onClose} title={title} wide>
      <div className="grid grid-cols-2 gap-4 landscape:grid-cols-3">
        {items.map((item) =>
          item.href === undefined ? (
            <button
              key={item.label}
              type="button"
              data-opens="menu"
              className={ROW}
              onClick={() => {
                onClose();
                item.onSelect?.();
              }}
            >
              {item.label}
            </button>
          ) : (
            <Link key={item.label} href={item.href} className={ROW} onClick={onClose}>
              {item.label}
              <Icon name="arrow-right" className="size-7" />
            </Link>
          ),
        )}
        <button type="button" className={ROW} onClick={() => setTheme(theme === "dark" ? "light" : "dark")}>
          {theme === "dark" ? t("light") : t("dark")}
          <Icon name="contrast" className="size-7" />
        </button>
      </div>
    </FloorDialog>
  );
}
