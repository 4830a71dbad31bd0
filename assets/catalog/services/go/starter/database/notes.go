package main

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

type note struct {
	ID   int64  `json:"id"`
	Text string `json:"text"`
}

// notes are rows of the database.
type notes struct {
	pool *pgxpool.Pool
}

func (n *notes) all(ctx context.Context) ([]note, error) {
	rows, err := n.pool.Query(ctx, `SELECT id, text FROM notes ORDER BY id`)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByPos[note])
}

func (n *notes) add(ctx context.Context, text string) (note, error) {
	added := note{Text: text}
	err := n.pool.QueryRow(ctx, `INSERT INTO notes (text) VALUES ($1) RETURNING id`, text).Scan(&added.ID)
	return added, err
}
