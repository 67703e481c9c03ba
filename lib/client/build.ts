/** Name of the build that this script belongs to; undefined in development, where files change under their names. Next puts the text in when it builds. */
// oxlint-disable-next-line node/no-process-env -- replaced by next.config.ts; nothing is read from an environment in a browser
export const BUILD: string | undefined = process.env.MILLRACE_BUILD;
