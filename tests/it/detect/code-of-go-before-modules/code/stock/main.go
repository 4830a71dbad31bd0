package main

import (
	"log"

	"./store"
	"github.com/gin-gonic/gin"
)

func main() {
	if err := store.Open(); err != nil {
		log.Fatal(err)
	}
	router := gin.Default()
	router.GET("/stock", store.List)
	log.Fatal(router.Run(":7401"))
}
