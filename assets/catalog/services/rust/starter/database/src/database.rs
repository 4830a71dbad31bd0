use std::error::Error;
use std::{env, fs, io};

use sqlx::PgPool;
use sqlx::postgres::PgConnectOptions;

/// Reads PGHOST, PGDATABASE, PGUSER and PGPASSWORD, as every PostgreSQL client does, and the
/// password from the file PGPASSWORD_FILE where that is set.
pub fn pool() -> io::Result<PgPool> {
    let mut options = PgConnectOptions::new();
    if let Some(path) = env::var_os("PGPASSWORD_FILE") {
        options = options.password(fs::read_to_string(path)?.trim());
    }
    Ok(PgPool::connect_lazy_with(options))
}

/// Runs the migrations that have not run yet, one setup at a time.
pub async fn setup() -> Result<(), Box<dyn Error>> {
    sqlx::migrate!().run(&pool()?).await?;
    println!("the database is up to date");
    Ok(())
}
