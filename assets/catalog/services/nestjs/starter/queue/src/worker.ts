import { Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { NotesModule } from "./notes.module.js";
import { NotesProcessor } from "./notes.processor.js";
import { notesQueue, queues } from "./queues.js";

@Module({ imports: [queues, notesQueue, NotesModule], providers: [NotesProcessor] })
class WorkerModule {}

const worker = await NestFactory.createApplicationContext(WorkerModule);
// On SIGTERM: the jobs that it has begun may end.
worker.enableShutdownHooks(["SIGINT", "SIGTERM"], { useProcessExit: true });
