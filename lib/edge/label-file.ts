import "server-only";

/** A label as the browser shows it, or as the file that a label printer takes. `name`: what is labelled. */
export function labelFile(body: string | Uint8Array, format: "pdf" | "zpl", name: string): Response {
  return new Response(typeof body === "string" ? body : new Uint8Array(body), {
    headers: {
      "content-type": format === "pdf" ? "application/pdf" : "text/plain; charset=utf-8",
      // A name that any file system takes, whatever characters a lot number has.
      "content-disposition": `${format === "pdf" ? "inline" : "attachment"}; filename="${name.replaceAll(/[^A-Za-z0-9._-]+/g, "-")}.${format}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
