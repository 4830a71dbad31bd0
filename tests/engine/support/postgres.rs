//! The `PostgreSQL` of a stack, asked by its own client in its own container.

use super::compose::Stack;

/// What a query gives in a database of the service `db`.
pub fn psql(stack: &Stack, database: &str, query: &str) -> String {
    let said = stack.exec("db", &["psql", "-U", "app", "-d", database, "-tAc", query]);
    said.trim().to_owned()
}

/// Each database has the extensions of geography and search, and computes with one.
pub fn extensions(stack: &Stack, databases: [&str; 2]) {
    for database in databases {
        let all = psql(stack, database, "SELECT extname FROM pg_extension");
        for extension in ["postgis", "postgis_topology", "hstore", "pg_trgm"] {
            let there = all.lines().any(|name| name == extension);
            assert!(there, "{database}: {all}");
        }
        let distance = "SELECT ST_Distance(ST_Point(0, 0), ST_Point(3, 4))";
        assert_eq!(psql(stack, database, distance), "5");
    }
}
