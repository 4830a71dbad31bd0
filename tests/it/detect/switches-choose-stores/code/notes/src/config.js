const parse = (text) => (text ? Number(text) : undefined);
module.exports = {
  Port: parse(process.env.NOTES) ?? 8087,
};
