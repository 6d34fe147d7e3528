<?php

declare(strict_types=1);

use Example\OpeningHours\Week;

$usual = ['09:00', '18:00'];

return new Week(['Mon' => $usual, 'Tue' => $usual, 'Thu' => $usual, 'Fri' => $usual, 'Sat' => ['09:00', '13:00']]);
