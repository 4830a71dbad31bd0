package app

import (
	"example.org/shop/internal/http"
	"example.org/shop/internal/store"
)

func Run() {
	store.Open()
	http.Serve()
}
