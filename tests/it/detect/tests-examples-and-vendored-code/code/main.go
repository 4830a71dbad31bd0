package main

func main() {
	e := echo.New()
	e.Start(":1323")
}
