package store

import (
	"github.com/gin-gonic/gin"
	mgo "gopkg.in/mgo.v2"
)

var session *mgo.Session

func Open() (err error) {
	session, err = mgo.Dial("localhost")
	return err
}

func List(c *gin.Context) {
	c.JSON(200, session.LiveServers())
}
