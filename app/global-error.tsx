"use client";

import "./globals.css";

function digestOf(error: unknown): string | undefined {
  return error instanceof Error && "digest" in error && typeof error.digest === "string" ? error.digest : undefined;
}

/** The last resort, when even the frame of the page failed: its own document, no other part of ours. */
export default function GlobalError({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = digestOf(error);
  return (
    <html lang="en">
      <body>
        <title>Millrace could not be shown</title>
        <main className="grid min-h-dvh place-content-center justify-items-start gap-3 bg-canvas p-6 text-ink">
          <h1 className="text-xl font-semibold">Millrace could not be shown</h1>
          <p className="max-w-[34rem] text-ink-2">Nothing that was saved is lost. Try again; if it stays, tell whoever runs Millrace.</p>
          {reference ? <p className="text-sm text-ink-3">Reference {reference}</p> : null}
          <button type="button" onClick={() => retry()} className="mt-2 min-h-11 rounded border border-accent bg-primary px-5 text-md font-semibold text-on-primary">
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
