import { defineConfig } from "vite";

const backend = process.env.BACKEND ?? "5000";
const secure = process.env.SECURE === "true";

export default defineConfig({
  server: {
    proxy: {
      "/api": {
        target: `http://127.0.0.1:${backend}`,
      },
    },
    port: secure ? 8443 : 3020,
  },
});
