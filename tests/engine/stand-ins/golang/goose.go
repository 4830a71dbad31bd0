// Stands for goose: the `Up` of each SQL file that its table does not know yet, in order, each in a transaction.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/jackc/pgx/v5"
)

func main() {
	if len(os.Args) != 4 || os.Args[1] != "-dir" || os.Args[3] != "up" || os.Getenv("GOOSE_DRIVER") != "postgres" {
		fmt.Fprintln(os.Stderr, "goose: not understood:", os.Args)
		os.Exit(2)
	}
	ctx := context.Background()
	db, err := pgx.Connect(ctx, os.Getenv("GOOSE_DBSTRING"))
	must(err)
	_, err = db.Exec(ctx, "CREATE TABLE IF NOT EXISTS goose_db_version (name text PRIMARY KEY)")
	must(err)
	files, err := filepath.Glob(filepath.Join(os.Args[2], "*.sql"))
	must(err)
	sort.Strings(files)
	for _, file := range files {
		name := filepath.Base(file)
		tx, err := db.Begin(ctx)
		must(err)
		tag, err := tx.Exec(ctx, "INSERT INTO goose_db_version VALUES ($1) ON CONFLICT DO NOTHING", name)
		must(err)
		if tag.RowsAffected() == 1 {
			text, err := os.ReadFile(file)
			must(err)
			_, up, _ := strings.Cut(string(text), "-- +goose Up")
			up, _, _ = strings.Cut(up, "-- +goose Down")
			_, err = tx.Exec(ctx, up)
			must(err)
			fmt.Println("OK  ", name)
		}
		must(tx.Commit(ctx))
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "goose:", err)
		os.Exit(1)
	}
}
