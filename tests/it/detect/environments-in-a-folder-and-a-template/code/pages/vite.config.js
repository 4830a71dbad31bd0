export default {
  server: { port: 5180 },
};
