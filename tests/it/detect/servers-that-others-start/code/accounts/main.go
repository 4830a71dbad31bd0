package main

import (
	"net"

	"google.golang.org/grpc"
)

func main() {
	listener, _ := net.Listen("tcp", ":"+load().GRPCPort)
	grpc.NewServer().Serve(listener)
}
