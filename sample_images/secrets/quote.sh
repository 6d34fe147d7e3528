#!/bin/sh
# quote.sh ZONE: what a parcel into that zone costs.
awk -F '\t' -v zone="$1" '$1 == zone { print "up to " $2 ": " $3 " EUR" }' /app/tariffs.tsv
