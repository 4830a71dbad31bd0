module example.org/login

go 1.25

require (
	github.com/gin-gonic/gin v1.10.0
	go.mongodb.org/mongo-driver v1.17.0
	gorm.io/driver/mysql v1.5.0
	gorm.io/driver/postgres v1.5.0
)
