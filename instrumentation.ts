import type { Instrumentation } from "next";

/** Runs once when the web process starts: it hears what other processes change before the first page asks. */
export async function register(): Promise<void> {
  // Next builds this file for the edge as well, where none of it runs, and replaces the variable while it builds.
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startWeb } = await import("@/lib/edge/start-web");
  startWeb();
}

/** A page or handler that failed: its cause goes to the log; the person sees Next's digest, which stands beside it there. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { reportRequest } = await import("@/lib/edge/start-web");
  reportRequest(error, `${context.routeType} ${context.routePath}`, request.method);
};
