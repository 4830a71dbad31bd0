<?php
Schedule::command('invoices:send')->daily();
