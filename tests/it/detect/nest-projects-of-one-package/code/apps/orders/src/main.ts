import { NestFactory } from "@nestjs/core";

async function bootstrap() {
  const app = await NestFactory.createMicroservice(OrdersModule, { transport: Transport.RMQ });
  await app.listen();
}
