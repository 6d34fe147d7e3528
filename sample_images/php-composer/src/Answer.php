<?php

declare(strict_types=1);

namespace Example\Shop;

use Example\OpeningHours\Week;

final readonly class Answer
{
    public function __construct(private Week $week)
    {
    }

    public function at(\DateTimeInterface $moment): string
    {
        $until = $this->week->openUntil($moment);

        return $until === null ? 'closed' : "open until $until";
    }
}
