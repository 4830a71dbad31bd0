<?php

namespace App\Jobs;

class SendInvoice implements \Illuminate\Contracts\Queue\ShouldQueue
{
    public function handle(): void
    {
    }
}
