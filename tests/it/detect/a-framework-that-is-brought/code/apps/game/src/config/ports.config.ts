export const ports = {
  files: { port: parseInt(get("MINIO_PORT", "9000")) },
  http: parseInt(process.env.PORT || "", 10) || 3001,
};
