module example.org/notes

go 1.23

toolchain go1.24.2

require (
	github.com/gin-gonic/gin v1.10.0
	gorm.io/driver/postgres v1.5.0
	gorm.io/gorm v1.25.0
)
