import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { NotesModule } from "./notes.module.js";
import { NotesProcessor } from "./notes.processor.js";
import { queues } from "./queues.js";

@Module({ imports: [queues, NotesModule], providers: [NotesProcessor] })
class WorkerModule {}

const worker = await NestFactory.createApplicationContext(WorkerModule);
// On SIGTERM: the jobs that it has begun may end.
worker.enableShutdownHooks(["SIGINT", "SIGTERM"], { useProcessExit: true });
