<?php

use Illuminate\Support\Facades\Schedule;

// Failed jobs of more than a week ago.
Schedule::command('queue:prune-failed --hours=168')->daily();
