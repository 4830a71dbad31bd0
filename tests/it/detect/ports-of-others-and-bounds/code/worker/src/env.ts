export const env = z.object({
  HOST: z.string().default("0.0.0.0"),
  PORT: z.coerce
    .number() // variables are texts
    .max(65536, "a port")
    .default(3030),
});
