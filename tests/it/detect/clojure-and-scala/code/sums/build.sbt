name := "sums"

libraryDependencies += "org.typelevel" %% "cats-core" % "2.13.0"
