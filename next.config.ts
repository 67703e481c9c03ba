import type { NextConfig } from "next";

const config: NextConfig = {
  // A second build or dev server beside the first needs a folder of its own.
  distDir: process.env.MILLRACE_DIST_DIR ?? ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  serverExternalPackages: ["postgres", "@node-rs/argon2", "pino", "prom-client"],
};

export default config;
