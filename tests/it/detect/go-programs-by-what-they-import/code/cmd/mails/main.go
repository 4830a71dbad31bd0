package main

import "example.org/shop/internal/mails"

func main() {
	mails.Run()
}
