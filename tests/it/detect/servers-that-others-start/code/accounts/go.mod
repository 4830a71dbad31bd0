module example.com/accounts

go 1.26

require google.golang.org/grpc v1.78.0
