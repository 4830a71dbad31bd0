package main

import (
	"gorm.io/driver/mysql"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
)

func open(dialect, address string) (*gorm.DB, error) {
	switch dialect {
	case "mysql":
		return gorm.Open(mysql.Open(address))
	case "postgres":
		return gorm.Open(postgres.Open(address))
	default:
		return gorm.Open(sqlite.Open(address))
	}
}
