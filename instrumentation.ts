import type { Instrumentation } from "next";

/** Runs once when the web process starts: it hears what other processes change before the first page asks. */
export async function register(): Promise<void> {
  // Imported here: the build loads this file too, and must not open connections.
  const { startWeb } = await import("@/lib/edge/start-web");
  startWeb();
}

/** A page or handler that failed: its cause goes to the log; the person sees Next's digest, which stands beside it there. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  const { reportRequest } = await import("@/lib/edge/start-web");
  reportRequest(error, `${context.routeType} ${context.routePath}`, request.method);
};
