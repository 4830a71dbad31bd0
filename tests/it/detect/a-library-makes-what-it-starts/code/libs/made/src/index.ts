import { NestFactory } from '@nestjs/core';

export const made = (module: unknown, title: string) => NestFactory.create(module, { title });
