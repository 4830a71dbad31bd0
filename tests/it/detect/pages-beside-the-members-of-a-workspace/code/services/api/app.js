module.exports = async (fastify) => {};
