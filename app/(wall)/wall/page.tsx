import type { Metadata } from "next";
import { cookies } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PageHeader } from "@/components/layout/page-header";
import { Surface } from "@/components/ui/surface";
import { parseTheme, THEME_COOKIE } from "@/components/ui/theme";
import { sitesWith } from "@/lib/auth/authorise";
import { wallHref } from "@/lib/client/planner/links";
import { reader } from "@/lib/edge/reader";
import { requireWatcher } from "@/lib/edge/require-actor";
import { siteNames } from "@/lib/queries/planner/sites";

export const metadata: Metadata = { title: "Wall" };

/** Which site's lines a wall display shows; whoever has one site alone is led there. */
export default async function WallsPage() {
  const actor = await requireWatcher("plan.read");
  const [jar, t, sites] = await Promise.all([cookies(), getTranslations("wall"), siteNames(reader(), sitesWith(actor, "plan.read"))]);
  const [only, another] = sites;
  if (only !== undefined && another === undefined) redirect(wallHref(only.code));
  return (
    <Surface theme={parseTheme(jar.get(THEME_COOKIE)?.value) ?? "dark"} floor className="p-8">
      <main className="grid gap-6">
        <PageHeader title={t("choose")} sub={t("chooseText")} />
        <ul className="flex flex-wrap gap-4">
          {sites.map((site) => (
            <li key={site.id}>
              <Link
                href={wallHref(site.code)}
                className="flex min-h-20 items-center rounded border border-line-strong bg-raised px-8 text-floor-md font-semibold text-ink no-underline hover:bg-sunken"
              >
                {site.name}
              </Link>
            </li>
          ))}
        </ul>
      </main>
    </Surface>
  );
}
