<?php

declare(strict_types=1);

use Example\Shop\Answer;

$expect = function (string $at, string $expected): void {
    $found = (new Answer(require __DIR__ . '/../src/hours.php'))->at(new DateTimeImmutable($at));
    $found === $expected || throw new Exception("at $at: $found, not $expected");
};

return [
    'a weekday' => fn () => $expect('2025-06-23T10:00', 'open until 18:00'),
    'the end of it' => fn () => $expect('2025-06-23T18:00', 'closed'),
    'a Sunday' => fn () => $expect('2025-06-22T10:00', 'closed'),
];
