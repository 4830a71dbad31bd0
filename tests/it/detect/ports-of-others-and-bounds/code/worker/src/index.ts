fastify().listen({ port: env.PORT });
