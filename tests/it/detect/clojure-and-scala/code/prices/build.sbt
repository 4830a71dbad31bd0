name := "prices"
scalaVersion := "3.7.4"

libraryDependencies ++= Seq(
  "org.apache.pekko" %% "pekko-http" % "1.3.0",
  "org.mongodb.scala" %% "mongo-scala-driver" % "5.6.1",
  // "dev.profunktor" %% "redis4cats-effects" % "2.0.1",
  "org.scalatest" %% "scalatest" % "3.2.19" % Test,
)
