#!/bin/sh
# What our settings change in those that nginx comes with.
diff -u /settings/upstream.conf /settings/ours.conf | grep '^[-+] *[a-z]' | sed 's/  */ /g'
