import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const config: NextConfig = {
  // A second build or dev server beside the first needs a folder of its own.
  distDir: process.env.MILLRACE_DIST_DIR ?? ".next",
  // Types are checked by `npm test`, tests included; a start must not repeat it.
  typescript: { ignoreBuildErrors: true },
  poweredByHeader: false,
  // Tells a tablet's service worker that there is a new build.
  env: process.env.NODE_ENV === "production" ? { MILLRACE_BUILD: Date.now().toString(36) } : {},
  reactStrictMode: true,
  // `forbidden()` answers 403 with app/forbidden.tsx.
  experimental: { authInterrupts: true },
  serverExternalPackages: ["postgres", "@node-rs/argon2", "pino", "prom-client", "pdfkit", "bwip-js", "node-opcua-client", "node-opcua-common", "node-opcua-crypto"],
};

export default createNextIntlPlugin({
  requestConfig: "./lib/i18n/request.ts",
  // Texts are parsed when they are built: the parser would be 9 KB of what a tablet loads before its first screen.
  experimental: { messages: { path: "./lib/i18n/messages", locales: "infer", format: "json", precompile: true } },
})(config);
