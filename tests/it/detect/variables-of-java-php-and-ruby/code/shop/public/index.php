<?php
require __DIR__ . '/../vendor/autoload.php';
$cache = new Predis\Client(['host' => getenv('REDIS_HOST'), 'password' => $_ENV['REDIS_PASSWORD'] ?? null]);
$key = getenv('SHOP_KEY');
$address = $_SERVER['REMOTE_ADDR'];
