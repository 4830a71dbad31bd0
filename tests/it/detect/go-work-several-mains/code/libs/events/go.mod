module example.org/logistics/events

go 1.24.1
