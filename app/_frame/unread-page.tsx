import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/panel";
import { ErrorState } from "@/components/ui/panel-state";
import { digestOf } from "@/lib/client/digest-of";

/** A page that could not be read: the frame stays, with the way to the others; `to` is where to go instead. */
export function UnreadPage({ error, retry, to }: { error: unknown; retry: () => void; to: { readonly href: string; readonly label: string } }) {
  return (
    <Panel label="Not shown">
      <ErrorState
        level={1}
        title="This page could not be read"
        reference={digestOf(error)}
        actions={
          <>
            <Button tone="primary" onClick={() => retry()}>
              Try again
            </Button>
            <ButtonLink href={to.href}>{to.label}</ButtonLink>
          </>
        }
      >
        What was recorded is safe. If it stays, give the reference below to whoever runs Millrace.
      </ErrorState>
    </Panel>
  );
}
