package main

import daprd "github.com/dapr/go-sdk/service/http"

func main() {
	s := daprd.NewService(":5005")
	s.Start()
}
