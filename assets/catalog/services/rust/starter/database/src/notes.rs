use serde::Serialize;
use sqlx::{FromRow, PgPool};

pub type Error = sqlx::Error;

#[derive(FromRow, Serialize)]
pub struct Note {
    pub id: i64,
    pub text: String,
}

/// Rows of the database.
#[derive(Clone)]
pub struct Notes {
    pool: PgPool,
}

impl Notes {
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    pub async fn all(&self) -> Result<Vec<Note>, Error> {
        sqlx::query_as("SELECT id, text FROM notes ORDER BY id")
            .fetch_all(&self.pool)
            .await
    }

    pub async fn add(&self, text: &str) -> Result<Note, Error> {
        sqlx::query_as("INSERT INTO notes (text) VALUES ($1) RETURNING id, text")
            .bind(text)
            .fetch_one(&self.pool)
            .await
    }
}
