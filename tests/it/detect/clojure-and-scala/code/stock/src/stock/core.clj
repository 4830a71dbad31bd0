(ns stock.core
  (:require [ring.adapter.jetty :refer [run-jetty]]))

(defn -main []
  (let [port (Integer/parseInt (or (System/getenv "STOCK_PORT") "8087"))]
    (run-jetty app {:port port})))
