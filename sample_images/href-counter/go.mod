module example.test/href-counter

go 1.23.0

require golang.org/x/net v0.43.0
