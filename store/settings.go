package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"coderemote"
)

// Lists travel as one text with commas: database/sql has no arrays, and no
// element may hold a comma.
func splitList(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

type settingsRow struct {
	Registration  string        `db:"registration"`
	Policy        string        `db:"policy"`
	Modules       string        `db:"modules"`
	Model         bool          `db:"model"`
	RunsPerMinute sql.NullInt32 `db:"runs_per_minute"`
	KeepRunsDays  sql.NullInt32 `db:"keep_runs_days"`
	EmbedHosts    string        `db:"embed_hosts"`
	MaxSnippets   int           `db:"max_snippets"`
	UpdatedAt     time.Time     `db:"updated_at"`
}

func (r *settingsRow) settings() coderemote.Settings {
	return coderemote.Settings{
		Registration: coderemote.Registration(r.Registration), Policy: coderemote.Policy(r.Policy), Modules: splitList(r.Modules), Model: r.Model,
		RunsPerMinute: intPtr(r.RunsPerMinute), KeepRunsDays: intPtr(r.KeepRunsDays), EmbedHosts: splitList(r.EmbedHosts), MaxSnippets: r.MaxSnippets, UpdatedAt: r.UpdatedAt.UTC(),
	}
}

func intPtr(n sql.NullInt32) *int {
	if !n.Valid {
		return nil
	}
	i := int(n.Int32)
	return &i
}

const settingsColumns = `s.registration, s.policy, array_to_string(s.modules, ',') AS modules, s.model, s.runs_per_minute, s.keep_runs_days,
	array_to_string(s.embed_hosts, ',') AS embed_hosts, s.max_snippets, s.updated_at`

const qSettings = `SELECT ` + settingsColumns + ` FROM settings s`

// Settings returns what an administrator has set.
func (s *Store) Settings(ctx context.Context) (coderemote.Settings, error) {
	var row settingsRow
	if err := s.db.GetContext(ctx, &row, qSettings); err != nil {
		return coderemote.Settings{}, translate("settings", err)
	}
	return row.settings(), nil
}

const qRules = `
SELECT ` + settingsColumns + `, c.id AS class_id, coalesce(c.policy, '') AS class_policy,
       coalesce(array_to_string(c.modules, ','), '') AS class_modules, coalesce(c.model, true) AS class_model
FROM settings s
LEFT JOIN users u ON u.id = $1
LEFT JOIN classes c ON c.id = u.class_id`

// SettingsOf returns the settings, and the class that the user works in now as
// far as it decides what programs may do; nil for none.
func (s *Store) SettingsOf(ctx context.Context, userID string) (coderemote.Settings, *coderemote.Class, error) {
	var row struct {
		settingsRow
		ClassID      sql.NullString `db:"class_id"`
		ClassPolicy  string         `db:"class_policy"`
		ClassModules string         `db:"class_modules"`
		ClassModel   bool           `db:"class_model"`
	}
	if err := s.db.GetContext(ctx, &row, qRules, userID); err != nil {
		return coderemote.Settings{}, nil, translate("settings of user", err)
	}
	if !row.ClassID.Valid {
		return row.settings(), nil, nil
	}
	class := &coderemote.Class{
		ID: row.ClassID.String, Policy: coderemote.Policy(row.ClassPolicy), Modules: splitList(row.ClassModules), Model: row.ClassModel,
	}
	return row.settings(), class, nil
}
