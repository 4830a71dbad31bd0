import { NestFactory } from "@nestjs/core";
import { AppModule } from "./app.module";
import { ports } from "./config/ports.config";

NestFactory.create(AppModule).then((app) => app.listen(ports.http));
