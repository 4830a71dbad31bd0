package main

func main() {
	draw()
}
