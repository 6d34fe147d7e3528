<?php

declare(strict_types=1);

use Example\Shop\Answer;

require __DIR__ . '/../vendor/autoload.php';

header('Content-Type: text/plain; charset=utf-8');
try {
    $moment = new DateTimeImmutable($_GET['at'] ?? 'now');
} catch (Exception) {
    http_response_code(400);
    exit("at: no such time\n");
}
echo (new Answer(require __DIR__ . '/../src/hours.php'))->at($moment), "\n";
