package http

func Serve() {
	http.ListenAndServe(":8088", nil)
}
