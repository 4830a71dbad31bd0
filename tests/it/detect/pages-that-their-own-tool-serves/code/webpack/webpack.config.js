module.exports = {
  devServer: {
    headers: { "X-Own": "1" },
    port: 3100,
  },
};
