import { PlainLink } from "@/components/ui/plain-link";
import { EmptyState, ForbiddenState } from "@/components/ui/panel-state";

/** There is no such page, or not for this person: the answer is the same on purpose. */
export function NothingHere() {
  return (
    <EmptyState
      level={1}
      title="There is nothing here"
      className="rounded border border-line bg-surface"
      actions={
        <PlainLink tone="primary" href="/">
          To the start page
        </PlainLink>
      }
    >
      The address may be wrong, or what it names belongs to a site that you do not see.
    </EmptyState>
  );
}

/** The page exists, but not for this person's roles. */
export function NotForYou() {
  return (
    <ForbiddenState
      level={1}
      title="This page is not part of your role"
      className="rounded border border-line bg-surface"
      actions={
        <>
          <PlainLink tone="primary" href="/">
            To your own page
          </PlainLink>
          <PlainLink href="/sign-in?switch=1">Sign in as somebody else</PlainLink>
        </>
      }
    >
      Whoever administers users can give you a role that includes it. That you tried has been noted.
    </ForbiddenState>
  );
}
