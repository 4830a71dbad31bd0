import { NestFactory } from "@nestjs/core";

async function bootstrap() {
  const app = await NestFactory.create(GatewayModule);
  await app.listen(process.env.PORT ?? 3100);
}
