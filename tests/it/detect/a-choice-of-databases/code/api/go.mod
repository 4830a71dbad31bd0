module example.com/notes

go 1.26

require (
	github.com/redis/go-redis/v9 v9.17.0
	gorm.io/driver/mysql v1.6.0
	gorm.io/driver/postgres v1.6.0
	gorm.io/driver/sqlite v1.6.0
	gorm.io/gorm v1.31.1
)
