export default defineConfig({
  server: {
    port: 3001,
  },
});
