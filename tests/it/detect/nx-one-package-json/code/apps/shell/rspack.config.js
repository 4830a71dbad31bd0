module.exports = {
  devServer: {
    port: 4210,
    hot: true,
  },
};
