package main

import "github.com/zeromicro/go-zero/zrpc"

func main() {
	server := zrpc.MustNewServer(zrpc.RpcServerConf{}, nil)
	server.Start()
}
