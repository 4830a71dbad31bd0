import { createClient } from "redis";

// It connects again by itself.
export const redis = createClient({ url: process.env.REDIS_URL });
redis.on("error", (error) => console.error("redis:", error));
await redis.connect();
