import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/",
  build: {
    outDir: "assets",
    manifest: "manifest.json",
    rolldownOptions: { input: ["factsheet/frontend/main.js"] },
  },
  server: {
    origin: process.env.ORIGIN,
    watch: {
      usePolling: Boolean(process.env.POLLING),
      ignored: ["**/static/**", "**/media/**", "**/ontologies/**"],
    },
  },
});
