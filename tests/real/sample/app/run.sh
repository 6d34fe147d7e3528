#!/bin/sh
echo "release $(cat /srv/release/name)"
wc -l /srv/release/table.txt
