module example.org/stdlib

go 1.26
