import { PlainLink } from "@/components/ui/plain-link";
import { Surface } from "@/components/ui/surface";
import { FailedPage } from "./failed-page";

/** A page that failed with its frame: nothing that was saved is lost, try again, or go home. */
export function PageFailed({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <Surface className="grid place-items-center p-6">
      <main>
        <FailedPage title="This page could not be shown" error={error} retry={retry} elsewhere={<PlainLink href="/">To the start page</PlainLink>}>
          Nothing that was saved is lost. Try again; if it stays, give the reference below to whoever runs Millrace.
        </FailedPage>
      </main>
    </Surface>
  );
}
