;; What the shop has.
(defproject stock "0.1.0"
  :description "Has \"stock\" [ring/none \"1.0\"]"
  :dependencies [[org.clojure/clojure "1.12.3"]
                 [com.novemberain/monger "3.6.0"] ; what it keeps
                 [ring/ring-jetty-adapter "1.15.3" :exclusions [[com.taoensso/carmine]]]]
  :main ^:skip-aot stock.core
  :profiles {:dev {:dependencies [[aleph "0.9.3"]]}})
