import "server-only";

const YEAR_SECONDS = 31_536_000;

// Nothing in it runs, loads or frames anything, whatever it may carry. The browser's own viewer of PDFs does not open in a sandbox.
const NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// "not at all": what only some may see must be gone with the session, or the right, by which it was seen.
const CACHE = { "for good": `private, max-age=${YEAR_SECONDS}, immutable`, "not at all": "private, no-store" } as const;

/** Answers a file that somebody uploaded, under an address at which it never changes: a browser shows it, keeps it as long as `kept` says and runs nothing of it. */
export function storedFile({ contentType, bytes }: { readonly contentType: string; readonly bytes: Uint8Array }, name: string, kept: keyof typeof CACHE): Response {
  return new Response(new Uint8Array(bytes), {
    headers: {
      "content-type": contentType,
      "content-length": String(bytes.byteLength),
      "content-disposition": `inline; filename="${name}.${contentType.split("/")[1] ?? "bin"}"`,
      "content-security-policy": contentType === "application/pdf" ? `${NOTHING}; object-src 'self'; style-src 'unsafe-inline'` : `${NOTHING}; sandbox`,
      "cache-control": CACHE[kept],
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    },
  });
}
