export default {
  server: {
    proxy: { '/api': { target: 'http://localhost:8123' } },
    port: 5188,
  },
};
