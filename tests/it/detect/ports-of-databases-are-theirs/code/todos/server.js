const cache = require("redis").createClient({
  port: process.env.REDIS_PORT || 6379,
});
const port = process.env.TODOS_PORT || 8082;
require("express")().listen(port);
