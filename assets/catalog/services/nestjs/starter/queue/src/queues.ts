import { BullModule } from "@nestjs/bullmq";

export const queues = BullModule.forRoot({
  connection: { url: process.env.REDIS_URL },
  defaultJobOptions: { attempts: 3, removeOnComplete: { age: 3600 } },
});

export const notesQueue = BullModule.registerQueue({ name: "notes" });
