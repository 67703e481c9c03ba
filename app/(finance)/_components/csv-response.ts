/** A CSV file to keep; its name is reduced to what every system takes. */
export function csvResponse(name: string, csv: string): Response {
  const safe = name.replaceAll(/[^\w.-]+/g, "-");
  return new Response(csv, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${safe}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
