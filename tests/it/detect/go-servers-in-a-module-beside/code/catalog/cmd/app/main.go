package main

func main() {
	app.New().Run()
}
