import fastify from "fastify";

await fastify().listen({ port: 3000 });
