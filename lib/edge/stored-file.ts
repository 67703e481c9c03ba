import "server-only";

const YEAR_SECONDS = 31_536_000;

// Nothing in it runs, loads or frames anything, whatever it may carry. The browser's own viewer of PDFs does not open in a sandbox.
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Answers a file that somebody uploaded, under an address at which it never changes: a browser shows it, keeps it for good and runs nothing of it. */
export function storedFile({ contentType, bytes }: { readonly contentType: string; readonly bytes: Uint8Array }, name: string): Response {
  return new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": contentType,
      "content-disposition": `inline; filename="${name}.${contentType.split("/")[1] ?? "bin"}"`,
      "content-security-policy": contentType === "application/pdf" ? `${NOTHING}; object-src 'self'; style-src 'unsafe-inline'` : `${NOTHING}; sandbox`,
      "cache-control": `private, max-age=${YEAR_SECONDS}, immutable`,
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    },
  });
}
