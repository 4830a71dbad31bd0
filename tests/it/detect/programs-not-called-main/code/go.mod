module example.org/paper

go 1.25

require (
	github.com/gin-gonic/gin v1.10.0
	github.com/zeromicro/go-zero v1.8.0
)
