import type { Metadata } from "next";
import { Answer } from "@/components/ui/answer";
import { ButtonLink } from "@/components/ui/button-link";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { formatMoneyWithCurrency } from "@/lib/format/money";
import { type UnconfirmedTime, unconfirmedTime } from "@/lib/queries/finance/unconfirmed-time";
import { figureLocale, hrefWith, one } from "@/app/(finance)/_components/figure-locale";
import { MachinesPanel, ShiftsPanel } from "@/app/(finance)/_components/unconfirmed-panels";

export const metadata: Metadata = { title: "Time not booked" };

const PERIODS = [7, 28] as const;

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** C-15: what do people's time that is on nothing, and machines that produced without an order, cost, and on which lines? */
export default async function UnconfirmedTimePage(props: Props) {
  const actor = await requireActor("cost.read");
  const asked = await props.searchParams;
  const days = PERIODS.find((each) => String(each) === one(asked.days)) ?? PERIODS[0];
  const locale = figureLocale(one(asked.locale));
  const time = await unconfirmedTime(reader(), actor, days);
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <Answer sub="Time there less breaks and less what is booked on orders and other work, at the people's rates; by production day, what runs now included.">
          {answerOf(time, locale)}
        </Answer>
        <nav aria-label="Period" className="flex gap-2">
          {PERIODS.filter((each) => each !== days).map((each) => (
            <ButtonLink key={each} href={hrefWith("/unconfirmed-time", { days: String(each), locale: one(asked.locale) })}>
              Last {each} days
            </ButtonLink>
          ))}
        </nav>
      </div>
      <ShiftsPanel time={time} locale={locale} />
      <MachinesPanel time={time} locale={locale} />
    </>
  );
}

function answerOf({ totals, shifts, days }: UnconfirmedTime, locale: string): string {
  if (shifts.length === 0) return `Nobody's time at work is known of the last ${days} days`;
  const lacks = [
    ...(shifts.some(({ withoutRate }) => withoutRate > 0) ? ["rate the ERP has not sent"] : []),
    ...(shifts.some(({ withoutLine }) => withoutLine > 0) ? ["line is not known"] : []),
  ].map((what) => `whose ${what}`);
  if (totals.length === 0) return `What people's time on nothing costs is not known of the last ${days} days: it is of people ${lacks.join(" or ")}`;
  const amounts = totals.map(({ amount, currency }) => formatMoneyWithCurrency(amount, currency, { locale }));
  const unknown = lacks.length === 0 ? "" : `, without people ${lacks.join(" or ")}`;
  return `${amounts.join(" and ")} of people's time is booked on nothing, in the last ${days} days${unknown}`;
}
