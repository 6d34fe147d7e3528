#!/bin/sh
# Renders the site into ./public, by way of one table per day in ./build.
set -eu
mkdir -p build public
awk -v out=build -f departures.awk holidays.txt stops.tsv services.tsv
for table in build/*.tsv; do sort -o "$table" "$table"; done
awk -v out=public -f pages.awk build/*.tsv
cp style.css public/
{
    echo '<!doctype html><meta charset=utf-8><link rel=stylesheet href=style.css>'
    echo '<title>Timetable</title><h1>Timetable 2025</h1><ul>'
    cut -f 2 stops.tsv | sort -u | while read -r stop; do
        echo "<li><a href=$(echo "$stop" | tr 'A-Z ' 'a-z-').html>$stop</a>"
    done
    echo '</ul><p>Version @VERSION@'
} > public/index.html
