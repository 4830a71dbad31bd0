(ns chat.core
  (:require [org.httpkit.server :as server]))

(defn -main [] (server/run-server app {:port 8095}))
