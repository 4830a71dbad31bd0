import type { NextConfig } from "next";

const config: NextConfig = {
  output: "standalone", // the server with only the packages it uses
  poweredByHeader: false,
  logging: { incomingRequests: { ignore: [/^\/healthz$/] } },
  watchOptions: process.env.POLLING ? { pollIntervalMs: 500 } : undefined,
  // Pages are sent in parts: what stands in front must not wait for the last one.
  headers: async () => [
    { source: "/((?!_next/static/).*)", headers: [{ key: "X-Accel-Buffering", value: "no" }] },
  ],
};

export default config;
