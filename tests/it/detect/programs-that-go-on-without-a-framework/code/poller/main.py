from shared import queue

while True:
    queue.consume_job()
