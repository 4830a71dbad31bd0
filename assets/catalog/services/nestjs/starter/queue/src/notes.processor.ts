import { Processor, WorkerHost } from "@nestjs/bullmq";
import { Job } from "bullmq";
import { type Note, NotesService } from "./notes.service.js";

/** Does the jobs of the queue `notes`. One whose worker dies is done again, by another worker. */
@Processor("notes")
export class NotesProcessor extends WorkerHost {
  constructor(private readonly notes: NotesService) {
    super();
  }

  async process(job: Job<{ text: string }>): Promise<Note> {
    return this.notes.add(job.data.text);
  }
}
