<?php

declare(strict_types=1);

namespace Example\OpeningHours;

final readonly class Week
{
    /** @param array<string, array{string, string}> $hours from and until, by day: Mon, Tue, … */
    public function __construct(private array $hours)
    {
    }

    /** Until when it is open, or null if it is closed at that moment. */
    public function openUntil(\DateTimeInterface $moment): ?string
    {
        [$from, $until] = $this->hours[$moment->format('D')] ?? ['', ''];
        $time = $moment->format('H:i');

        return $from <= $time && $time < $until ? $until : null;
    }
}
