<?php

return ['host' => env('RABBITMQ_HOST', 'localhost')];
