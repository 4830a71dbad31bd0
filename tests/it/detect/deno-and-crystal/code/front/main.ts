app.listen({ port: 8123 });
