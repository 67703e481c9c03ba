import Link from "next/link";
import clsx from "clsx";

type WaterfallColumnProps = {
  label: string;
  text: string;
  href?: string;
  selected?: boolean;
  fill: string;
  /** Shares of the height in percent. */
  bottom: number;
  top: number;
  /** Where the next bar begins; without it no line leads on. */
  joint?: number;
  height: number;
  strong?: boolean;
};

/** One bar of a waterfall with its figure above and its name below. */
export function WaterfallColumn({ label, text, href, selected = false, fill, bottom, top, joint, height, strong = false }: WaterfallColumnProps) {
  const body = (
    <>
      <span className="relative block" style={{ height }}>
        <span
          className={clsx("absolute inset-x-0 text-center font-semibold whitespace-nowrap text-ink", strong ? "text-[0.9375rem]" : "text-base")}
          style={{ bottom: `calc(${top}% + 4px)` }}
        >
          {text}
        </span>
        <i aria-hidden="true" className={clsx("absolute inset-x-[14%] min-h-px", fill)} style={{ bottom: `${bottom}%`, height: `${top - bottom}%` }} />
        {joint === undefined ? null : <i aria-hidden="true" className="absolute left-[86%] w-[28%] border-t border-line-strong" style={{ bottom: `${joint}%` }} />}
      </span>
      <span className={clsx("block min-h-[2.6em] px-1 pt-1.5 pb-1 text-center text-sm leading-[1.3] break-words text-ink", strong && "font-semibold")}>{label}</span>
    </>
  );
  const look = clsx("block rounded no-underline", selected && "bg-accent-soft ring-1 ring-accent");
  return (
    <li className="min-w-0 flex-1">
      {href === undefined ? (
        <span className={look}>{body}</span>
      ) : (
        <Link href={href} scroll={false} aria-current={selected ? "true" : undefined} className={clsx(look, !selected && "hover:bg-sunken")}>
          {body}
        </Link>
      )}
    </li>
  );
}
